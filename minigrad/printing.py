"""Tensors as text, in PyTorch's format: four digits, one width for all, scientific where the range is wide."""

import math

import numpy as np

from . import dtypes

DEFAULT = {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80}
PROFILES = {
    "default": DEFAULT,
    "short": DEFAULT | {"precision": 2, "edgeitems": 2},
    "full": DEFAULT | {"threshold": math.inf},
}
options = DEFAULT | {"sci_mode": None}


def set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None):
    """Change how tensors are printed.

    precision: digits after the point. threshold: tensors with more elements are shortened, to `edgeitems` at each end
    of every dimension. linewidth: characters in a line. profile: "default", "short" or "full" (never shortened).
    sci_mode: True or False for scientific notation always or never; None: where the numbers ask for it.
    """
    options.update(PROFILES.get(profile, {}))
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    options.update({name: value for name, value in given.items() if value is not None})
    options["sci_mode"] = sci_mode


def format_tensor(tensor):
    """Return the text of a tensor: its elements, and what else there is to know."""
    kind = type(tensor).__name__
    prefix = "tensor(" if kind in ("Tensor", "Parameter", "Buffer") else f"{kind}("
    array, dtype = tensor._data, tensor.dtype
    body, suffixes = "[]", []
    if array.size:
        shorten = array.size > options["threshold"]
        values = _shown(array) if shorten else array.ravel()
        body = _nested(array, *_element_format(values), len(prefix), shorten)
        if dtype not in (dtypes.default, dtypes.int64, dtypes.bool):
            suffixes.append(f"dtype={dtype}")
    else:
        if array.ndim != 1:
            suffixes.append(f"size={tuple(array.shape)}")
        if dtype is not dtypes.default:
            suffixes.append(f"dtype={dtype}")
    try:
        node = tensor.grad_fn
    except RuntimeError:  # a view whose base was written to where that is not allowed
        suffixes.append("grad_fn=<Invalid>")
    else:
        if node is not None:
            suffixes.append(f"grad_fn=<{type(node).__name__}>")
        elif tensor.requires_grad:
            suffixes.append("requires_grad=True")
    return _join(prefix, body, suffixes)


def _join(prefix, body, suffixes):
    """Append the suffixes, on a line of their own where the line would get too long."""
    text = prefix + body
    last = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        if last + len(suffix) + 2 > options["linewidth"]:
            text += ",\n" + " " * len(prefix) + suffix
            last = len(prefix) + len(suffix)
        else:
            text += ", " + suffix
            last += len(suffix) + 2
    return text + ")"


def _shown(array):
    """Return the elements of a shortened tensor that will be printed, flat."""
    edge = options["edgeitems"]
    for axis in range(array.ndim):
        if array.shape[axis] > 2 * edge:
            array = array.take([*range(edge), *range(-edge, 0)], axis)
    return array.ravel()


def _element_format(values):
    """Return a function that formats one element, and the width that all of them get."""
    if values.dtype.kind != "f":
        return str, max((len(str(value)) for value in values.tolist()), default=1)
    numbers = values[np.isfinite(values) & (values != 0)].astype(np.float64)
    if numbers.size == 0:
        return _whole, 1
    sizes = np.abs(numbers)
    scientific = options["sci_mode"]
    if scientific is None:
        with np.errstate(over="ignore"):
            scientific = sizes.max() / sizes.min() > 1000.0 or sizes.max() > 1.0e8 or sizes.min() < 1.0e-4
    if scientific:
        text = f"{{:.{options['precision']}e}}".format
    elif (numbers == np.ceil(numbers)).all():
        text = _whole
    else:
        text = f"{{:.{options['precision']}f}}".format
    return text, max(len(text(value)) for value in numbers.tolist())


def _whole(value):
    return f"{value:.0f}." if math.isfinite(value) else str(value)


def _nested(array, text, width, indent, shorten):
    """Format `array` as nested brackets that start at column `indent`."""
    edge = options["edgeitems"]
    if array.ndim == 0:
        return f"{text(array.item()):>{width}}"
    cut = shorten and len(array) > 2 * edge
    parts = [*array[:edge], None, *array[len(array) - edge :]] if cut else list(array)
    if array.ndim > 1:
        gap = "," + "\n" * (array.ndim - 1) + " " * (indent + 1)
        return "[" + gap.join("..." if p is None else _nested(p, text, width, indent + 1, shorten) for p in parts) + "]"
    words = [" ..."[not edge :] if part is None else f"{text(part.item()):>{width}}" for part in parts]
    per_line = max(1, (options["linewidth"] - indent) // (width + 2))
    lines = [", ".join(words[k : k + per_line]) for k in range(0, len(words), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"
