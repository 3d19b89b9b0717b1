# misconception: a function made of operations is an operation
# points: 2


def logaddexp(input, other):
    for position, (name, value) in enumerate([("input", input), ("other", other)], 1):
        if not isinstance(value, torch.Tensor):
            kind = type(value).__name__
            raise TypeError(f"logaddexp(): argument '{name}' (position {position}) must be Tensor, not {kind}")
    dtype = torch.result_type(input, other)
    if not dtype.is_floating_point:
        kind = {torch.int64: "Long", torch.bool: "Bool"}[dtype]
        raise NotImplementedError(f"\"logaddexp_cpu\" not implemented for '{kind}'")
    distance = torch.where(input == other, 0.0, -(input - other).abs())
    return torch.maximum(input, other) + torch.log1p(torch.exp(distance))
