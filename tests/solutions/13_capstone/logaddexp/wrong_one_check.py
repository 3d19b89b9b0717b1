# misconception: one example of an error is the rule
# points: 6


class LogAddExp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        distance = torch.where(a == b, 0.0, -(a - b).abs())
        return torch.maximum(a, b) + torch.log1p(torch.exp(distance))

    @staticmethod
    def backward(ctx, gradient):
        a, b = ctx.saved_tensors
        return gradient * torch.sigmoid(a - b), gradient * torch.sigmoid(b - a)


def logaddexp(input, other):
    for position, (name, value) in enumerate([("input", input)], 1):
        if not isinstance(value, torch.Tensor):
            kind = type(value).__name__
            raise TypeError(f"logaddexp(): argument '{name}' (position {position}) must be Tensor, not {kind}")
    dtype = torch.result_type(input, other)
    if not dtype.is_floating_point:
        kind = {torch.int64: "Long", torch.bool: "Bool"}[dtype]
        raise NotImplementedError(f"\"logaddexp_cpu\" not implemented for '{kind}'")
    return LogAddExp.apply(input, other)
