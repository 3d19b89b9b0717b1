"""Numbers and dtypes that do not fit: quotients of bytes, settings beside integers, results in an asked-for dtype."""


def bytes_and_negative_numbers(torch):
    x = torch.tensor([7, 8], dtype=torch.uint8)
    return [x / -3, torch.add(x, x, alpha=-3), torch.sub(x, x, alpha=-1), torch.addcmul(x, x, x, value=-2)]


def a_bool_first(torch):
    return torch.sub(True, torch.ones(2))


def sums_in_an_integer_dtype(torch):
    x = torch.tensor([200, 100], dtype=torch.uint8)
    kinds = (torch.uint8, torch.int32, torch.bool, torch.float64)
    return [f(dtype=kind) for f in (x.sum, x.prod) for kind in kinds] + [x.cumsum(0, dtype=torch.int32)]


def a_mean_in_an_integer_dtype(torch):
    return torch.ones(2).mean(dtype=torch.int64)


def a_norm_in_a_narrower_dtype(torch):
    return torch.ones(2, dtype=torch.float64).norm(dtype=torch.float32)


def no_dimension_and_no_dimensions(torch):
    x = torch.tensor([[1.0, 0.0]])
    return [x.all(()), x.any([]), x.all(), x.sum(()), x.amax(())]


def ranges_of_integers_from_floats(torch):
    return [
        torch.arange(-0.9, 2.1, 2.0, dtype=torch.int32),
        torch.arange(0.0, -8.5, -4.0, dtype=torch.int64),
        torch.arange(2.9, dtype=torch.int64),
        torch.linspace(4.3, -3, 8, dtype=torch.int64),
    ]


def a_range_of_bools(torch):
    return torch.arange(2, dtype=torch.bool)


def numbers_first(torch):
    x = torch.tensor([5, 6])
    return [torch.bitwise_or(2, x), torch.remainder(17, x), torch.remainder(5.0, torch.ones(2, requires_grad=True))]


def a_comparison_with_the_number_first(torch):
    try:
        torch.eq(2, torch.ones(2))
    except TypeError:
        return "refused"


def rounded_quotients_in_place(torch):
    x = torch.tensor([7.0, -7.0], requires_grad=True)
    y = x * 1
    y.div_(2, rounding_mode="floor")
    y.sum().backward()
    return [y, x.grad, torch.tensor([7, -7]).div_(2, rounding_mode="trunc")]


def what_may_be_written_where(torch):
    kinds = (torch.float32, torch.int64, torch.uint8, torch.bool)
    return [torch.can_cast(a, b) for a in kinds for b in kinds]


def keepdim_without_dim(torch):
    refused = []
    for name in ("sum", "mean", "prod", "max", "min", "amax", "all"):
        try:
            refused.append(list(getattr(torch.ones(1, 2), name)(keepdim=True).shape))
        except TypeError:
            refused.append("refused")
    return refused


def a_number_beside_a_tensor_as_limits(torch):
    return torch.arange(4.0).clamp(1, torch.tensor(2.0)), torch.arange(4.0).clamp_(torch.tensor(1.0), 2)


def softmax_of_no_integers(torch):
    return torch.zeros(0, 3, dtype=torch.int64).softmax(0)


def padded_with_what_does_not_fit(torch):
    return torch.nn.functional.pad(torch.ones(2, dtype=torch.uint8), (1, 0), value=300)


def dropped_integers(torch):
    return torch.nn.functional.dropout(torch.ones(2, dtype=torch.int64), 0.5)


def elu_of_nan(torch):
    x = torch.tensor([float("nan"), -1.0], requires_grad=True)
    torch.nn.functional.elu(x).sum().backward()
    return x.grad


def a_bool_taken_away_in_place(torch):
    x = torch.ones(2)
    x -= True


def bools_to_the_power_of_one(torch):
    x = torch.tensor([True, False])
    x **= True
    return x


def more_functions_in_place(torch):
    names = ("rsqrt_", "log1p_", "expm1_", "erf_", "sign_", "trunc_")
    x = torch.tensor([0.5, 2.25], requires_grad=True)
    results = [getattr(x * 1, name)() for name in names]
    sum(result.sum() for result in results).backward()
    return [*results, x.grad]
