"""Runs an expression of the table on one of the two packages and describes what came out as plain data."""

import math
import warnings

# An input is written as KIND SHAPE MARKS. Kinds: none (the floating dtype of the run), f float32, d float64, i int64,
# j int32, u uint8, b bool. Shapes: 2x3, or "." for none. Marks: "+" positive, "~" with ties and zeros, "*" with nan,
# inf and zeros of both signs, "t" transposed, "s" every second element, "e" expanded from size 1 in dimension 0.

TOLERANCE = {"float32": 2e-5, "float64": 5e-6}
SPECIAL = [math.nan, math.inf, -math.inf, 0.0, -0.0, 1.5, -2.0]


def elements(kind, marks, count, place):
    """Return `count` numbers for the input at `place`: all different, none of them whole, unless marked otherwise."""
    if kind == "b":
        return [(5 * k + place) % 3 != 0 for k in range(count)]
    if kind in ("i", "j", "u"):
        low = 1 if "+" in marks else (0 if kind == "u" else -4)
        return [(7 * k + 3 * place) % 10 + low for k in range(count)]
    if "*" in marks:
        return [SPECIAL[(k + 2 * place) % len(SPECIAL)] for k in range(count)]
    if "~" in marks:
        return [float((k * k + place) % 3 - 1) for k in range(count)]
    numbers = [((37 * k + 11 * place) % 53 - 26) / 8 + (place + 2) / 32 for k in range(count)]
    return [abs(x) for x in numbers] if "+" in marks else numbers


def make(torch, spec, dtype, place):
    """Return (leaf, input): the input is the leaf itself, or a view of it that is not contiguous."""
    kind = spec[0] if spec[0] in "fdijub" else ""
    shape_text = spec[len(kind) :].rstrip("+~*tse")
    marks = spec[len(kind) + len(shape_text) :]
    shape = [] if shape_text == "." else [int(n) for n in shape_text.split("x")]
    if "t" in marks:
        shape[-2:] = shape[:-3:-1]
    elif "s" in marks:
        shape[-1] *= 2
    elif "e" in marks:
        shape[0], wanted = 1, shape[0]
    types = {"f": "float32", "d": "float64", "i": "int64", "j": "int32", "u": "uint8", "b": "bool", "": dtype}
    flat = torch.tensor(elements(kind, marks, math.prod(shape), place), dtype=getattr(torch, types[kind]))
    leaf = flat.reshape(shape).detach()
    if leaf.is_floating_point():
        leaf.requires_grad_()
    return leaf, shown(leaf, spec, (wanted, *shape[1:]) if "e" in marks else None)


def shown(leaf, marks, shape):
    """Return the leaf as the marks want it seen."""
    if "t" in marks:
        return leaf.transpose(-1, -2)
    if "s" in marks:
        return leaf[..., ::2]
    return leaf.expand(shape) if "e" in marks else leaf


def evaluate(torch, expression, specs, dtype, leaves=None):
    """Return (leaves, what the expression gave). leaves: what to take for those that require grad."""
    made = [make(torch, spec, dtype, place) for place, spec in enumerate(specs)]
    if leaves is not None:
        waiting = iter(leaves)
        made = [
            (x, shown(next(waiting), spec, y.shape)) if x.requires_grad else (x, y)
            for (x, y), spec in zip(made, specs, strict=True)
        ]
    names = {"torch": torch, "F": torch.nn.functional} | dict(zip("abcd", (x for _, x in made), strict=False))
    return [leaf for leaf, _ in made], eval(expression, names)


def observe(torch, expression, specs, dtype):
    """Return what the expression gave for inputs of `dtype`, with first and second gradients, as data json can hold.

    Not for einsum and products of batches: how they are recorded. PyTorch chooses among several ways for speed.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"minigrad\.")  # as importing minigrad does
        try:
            leaves, result = evaluate(torch, expression, specs, dtype)
            seen = described(torch, leaves, result)
            for key in ("view", "strides", "graph", "shares") if chosen(expression, specs) else ():
                seen.pop(key, None)
        except Exception as error:  # which error it is, is what the comparison is about
            seen = {"error": f"{type(error).__name__}: {str(error).partition('. Exception raised from')[0]}"}
    if caught:
        seen["warnings"] = [str(w.message).partition(" (Triggered internally")[0] for w in caught]
    return seen


def chosen(expression, specs):
    """Return True if PyTorch chooses among several ways to compute this."""
    batched = any(spec.count("x") > 1 for spec in specs)
    return "einsum" in expression or (batched and ("@" in expression or "matmul" in expression))


def described(torch, leaves, result):
    several = isinstance(result, tuple | list) and not hasattr(result, "grad_fn")
    outputs = [x for x in result if hasattr(x, "grad_fn")] if several else [result]
    if not all(hasattr(x, "grad_fn") for x in outputs) or not outputs:
        return {"value": result if isinstance(result, bool | int | str) else repr(result)}
    storages = [x.untyped_storage().data_ptr() for x in leaves if x.numel()]
    seen = {
        "values": [numbers(x) for x in outputs],
        "shapes": [list(x.shape) for x in outputs],
        "dtypes": [str(x.dtype)[6:] for x in outputs],
        "view": [x._is_view() for x in outputs],
        "shares": [bool(x.numel()) and x.untyped_storage().data_ptr() in storages for x in outputs],
        "strides": [strides(x) if x._is_view() and x.numel() else None for x in outputs],
        "graph": [names(x.grad_fn) for x in outputs],
    }
    seen = {key: value for key, value in seen.items() if any(v not in (None, False, "") for v in value)}
    wanted = [x for x in leaves if x.requires_grad]
    grown = [x for x in outputs if x.requires_grad and x.is_floating_point()]
    if grown and all(x.grad_fn is not None for x in grown):
        plain = torch.autograd.grad(weighted(torch, grown), wanted, allow_unused=True, retain_graph=True)
        first = torch.autograd.grad(weighted(torch, grown), wanted, allow_unused=True, create_graph=True)
        seen["gradients"] = [numbers(g) for g in plain]
        if any(not near(numbers(g), numbers(p), 1e-5) for g, p in zip(first, plain, strict=True)):
            seen["recorded gradients"] = [numbers(g) for g in first]
        kinds = [
            None if g is None or g.dtype is x.dtype else str(g.dtype)[6:] for g, x in zip(plain, wanted, strict=True)
        ]
        if any(kinds):
            seen["gradient dtypes"] = kinds
        again = [g for g in first if g is not None and g.grad_fn is not None]
        if again:
            second = torch.autograd.grad(weighted(torch, again), wanted, allow_unused=True)
            if not all(zero(numbers(g)) for g in second):  # what is 0 everywhere may be missing in one of the two
                seen["second"] = [numbers(g) for g in second]
    return seen


def strides(x):
    """Return the strides, 0 for dimensions of size 1, where they mean nothing."""
    return [stride if size > 1 else 0 for size, stride in zip(x.shape, x.stride(), strict=True)]


def weighted(torch, tensors):
    """Return the sum of all elements with different weights."""
    total = 0
    for x in tensors:
        weights = [(k % 5 + 1) / 4 for k in range(x.numel())]
        total = total + (x * torch.tensor(weights, dtype=x.dtype).reshape(x.shape)).sum()
    return total


def numbers(tensor):
    if tensor is None:
        return None
    return [x if isinstance(x, bool | int) else rounded(x) for x in tensor.detach().clone().reshape(-1).tolist()]


def rounded(x):
    """Return six digits: what two packages can agree on."""
    return str(x) if not math.isfinite(x) else float(f"{x:.6g}")


def names(node, seen=None):
    """The graph behind a result by names, in the order in which it is first reached."""
    order, waiting, known = [], [node], set()
    while waiting:
        node = waiting.pop()
        if node is not None and node not in known:
            known.add(node)
            order.append(type(node).__name__)
            waiting += [function for function, _ in reversed(node.next_functions)]
    return " ".join(order)


def near(a, b, tolerance):
    """Return True if two observations agree: numbers to `tolerance`, the rest exactly."""
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= tolerance * max(1.0, abs(a), abs(b))
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(near(x, y, tolerance) for x, y in zip(a, b, strict=True))
    return type(a) is type(b) and a == b


def differences(mine, theirs, tolerance):
    """Return the lines that say in what two observations differ."""
    keys = differing(mine, theirs, tolerance)
    return [f"{key}: minigrad {mine.get(key)}, PyTorch {theirs.get(key)}" for key in keys]


def differing(mine, theirs, tolerance=TOLERANCE["float32"]):
    """Return the keys under which two observations differ: of errors, only that."""
    keys = ["error"] if "error" in mine and "error" in theirs else sorted(set(mine) | set(theirs))
    return [key for key in keys if not same(key, mine.get(key), theirs.get(key), tolerance)]


def same(key, mine, theirs, tolerance):
    if key == "second":
        count = max(len(mine or []), len(theirs or []))
        pairs = zip(mine or [None] * count, theirs or [None] * count, strict=True)
        return all(near(a, b, tolerance) or (zero(a) and zero(b)) for a, b in pairs)
    return near(mine, theirs, tolerance)


def zero(gradient):
    return gradient is None or not any(gradient)
