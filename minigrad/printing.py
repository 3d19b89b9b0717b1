"""Tensors as text, in PyTorch's format: four digits, one width for all, scientific where the range is wide."""

import math

import numpy as np

PRECISION = 4
LINE_WIDTH = 80
EDGE_ITEMS = 3
THRESHOLD = 1000  # tensors with more elements are shortened


def format_tensor(tensor):
    prefix = "tensor("
    array = tensor._data
    body = "[]"
    if array.size:
        body = _nested(array, *_element_format(_shown(array)), len(prefix), array.size > THRESHOLD)
    suffixes = []
    if array.size == 0 and array.ndim != 1:
        suffixes.append(f"size={tuple(array.shape)}")
    if tensor.dtype.name == "float64" or (array.size == 0 and tensor.dtype.name != "float32"):
        suffixes.append(f"dtype={tensor.dtype}")
    if tensor.grad_fn is not None:
        suffixes.append(f"grad_fn=<{tensor.grad_fn.name()}>")
    elif tensor.requires_grad:
        suffixes.append("requires_grad=True")
    return _join(prefix, body, suffixes)


def _join(prefix, body, suffixes):
    """Append the suffixes, on a line of their own where the line would get too long."""
    text = prefix + body
    last = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        if last + len(suffix) + 2 > LINE_WIDTH:
            text += ",\n" + " " * len(prefix) + suffix
            last = len(prefix) + len(suffix)
        else:
            text += ", " + suffix
            last += len(suffix) + 2
    return text + ")"


def _shown(array):
    """Return the elements that will be printed, flat."""
    if array.size <= THRESHOLD:
        return array.ravel()
    for axis in range(array.ndim):
        if array.shape[axis] > 2 * EDGE_ITEMS:
            picked = [*range(EDGE_ITEMS), *range(-EDGE_ITEMS, 0)]
            array = array.take(picked, axis)
    return array.ravel()


def _element_format(values):
    """Return a function that formats one element, and the width that all of them get."""
    if values.dtype.kind != "f":
        return str, max(len(str(value)) for value in values.tolist())
    numbers = values[np.isfinite(values) & (values != 0)].astype(np.float64)
    if numbers.size == 0:
        return _whole, 1
    sizes = np.abs(numbers)
    if sizes.max() / sizes.min() > 1000.0 or sizes.max() > 1.0e8 or sizes.min() < 1.0e-4:
        text = f"{{:.{PRECISION}e}}".format
    elif (numbers == np.ceil(numbers)).all():
        text = _whole
    else:
        text = f"{{:.{PRECISION}f}}".format
    return text, max(len(text(value)) for value in numbers.tolist())


def _whole(value):
    return f"{value:.0f}." if math.isfinite(value) else str(value)


def _nested(array, text, width, indent, shorten):
    """Format `array` as nested brackets that start at column `indent`."""
    if array.ndim == 0:
        return f"{text(array.item()):>{width}}"
    cut = shorten and len(array) > 2 * EDGE_ITEMS
    parts = [*array[:EDGE_ITEMS], None, *array[-EDGE_ITEMS:]] if cut else list(array)
    if array.ndim > 1:
        gap = "," + "\n" * (array.ndim - 1) + " " * (indent + 1)
        return "[" + gap.join("..." if p is None else _nested(p, text, width, indent + 1, shorten) for p in parts) + "]"
    words = [" ..." if part is None else f"{text(part.item()):>{width}}" for part in parts]
    per_line = max(1, (LINE_WIDTH - indent) // (width + 2))
    lines = [", ".join(words[k : k + per_line]) for k in range(0, len(words), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"
