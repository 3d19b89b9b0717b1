"""The order of a result's dimensions in memory: whether it lies in order, and can be viewed."""


def _steps(*tensors):
    return [list(tensor.stride()) for tensor in tensors]


def _pair(torch):
    return torch.arange(12.0).view(3, 4).t(), torch.arange(12.0).view(4, 3)


def the_first_operand_decides(torch):
    a, b = _pair(torch)
    return _steps(
        a + b, b + a, a - b, b * a, a / b, a**b, a > b, torch.maximum(a, b), torch.fmod(b, a), a.add(b, alpha=2)
    )


def of_three_operands(torch):
    a, b = _pair(torch)
    return _steps(
        torch.where(a > 0, b, b), torch.where(b > 0, a, b), torch.addcmul(a, b, b), torch.lerp(b, a, 0.5), a.clamp(b, b)
    )


def broadcast_operands_decide_nothing(torch):
    a, b = _pair(torch)
    return _steps(a + b[:1], b[:1] + a, a * torch.ones(3), torch.ones(4, 1) + a, a + a.double(), a[:, None] + b)


def of_four_dimensions(torch):
    x = torch.arange(24.0).view(2, 3, 4).permute(2, 0, 1)
    y = torch.arange(24.0).view(4, 2, 3)
    return _steps(x + y, y + x, x.long() * y, torch.isclose(x, y), torch.nn.functional.mse_loss(x, y, reduction="none"))


def a_sum_in_another_order_is_no_view(torch):
    a, b = _pair(torch)
    return (a + b).view(-1)


def reductions_lie_in_order(torch):
    x = torch.arange(1.0, 25).view(2, 3, 4).permute(2, 0, 1)
    names = ("sum", "mean", "prod", "amax", "std", "logsumexp", "all", "argmin", "norm")
    return [_steps(getattr(x, name)(dim=dim)) for name in names for dim in (1, 2)], x.cumsum(0).stride()


def a_sum_over_a_permuted_tensor_is_viewed(torch):
    return torch.arange(24.0).view(2, 3, 4).permute(2, 0, 1).sum(1).view(-1)


def sorting_keeps_the_order_and_filling_does_not(torch):
    a, b = _pair(torch)
    return _steps(*a.sort(0), *a.sort(1), a.argsort(0), a.masked_fill(a > 3, 0.0), a.masked_fill(b > 3, 0.0))


def of_empty_tensors(torch):
    x = torch.zeros(2, 3, 4)
    return _steps(x[:, 1:1], x[..., 1][:, 1:1], torch.zeros(0, 3), torch.zeros(2, 0, 3))


def copies_in_an_order_asked_for(torch):
    a = torch.arange(12.0).view(3, 4).t()
    return _steps(a.clone(), a.clone(memory_format=torch.contiguous_format), a.flip(0), a[:, :1].expand(4, 3).flip(0))
