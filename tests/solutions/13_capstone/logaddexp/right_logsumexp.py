# right: the value by logsumexp of the two, stretched and stacked; the gradients by a stable quotient


class LogAddExp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        dtype = torch.result_type(a, b)
        total = a + b  # only for its shape
        pair = [(tensor.to(dtype) + torch.zeros(total.shape, dtype=dtype)) for tensor in (a, b)]
        return torch.logsumexp(torch.stack(pair), 0)

    @staticmethod
    def backward(ctx, gradient):
        a, b = ctx.saved_tensors
        return gradient / (1 + torch.exp(b - a)), gradient / (1 + torch.exp(a - b))


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
