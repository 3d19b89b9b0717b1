# right: forward without ctx, and setup_context; the infinite cases are put in at the end


class LogAddExp(torch.autograd.Function):
    @staticmethod
    def forward(a, b):
        larger, smaller = torch.maximum(a, b), torch.minimum(a, b)
        value = larger + torch.log1p(torch.exp(smaller - larger))
        return torch.where(larger.abs() == float("inf"), larger, value)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, gradient):
        a, b = ctx.saved_tensors
        return gradient * (a - b).sigmoid(), gradient * (b - a).sigmoid()


def logaddexp(input, other):
    for position, (name, value) in enumerate([("input", input), ("other", other)], 1):
        if not isinstance(value, torch.Tensor):
            kind = type(value).__name__
            raise TypeError(f"logaddexp(): argument '{name}' (position {position}) must be Tensor, not {kind}")
    dtype = torch.result_type(input, other)
    if not dtype.is_floating_point:
        kind = {torch.int64: "Long", torch.bool: "Bool"}[dtype]
        raise NotImplementedError(f"\"logaddexp_cpu\" not implemented for '{kind}'")
    return LogAddExp.apply(input, other)
