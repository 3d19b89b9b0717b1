"""Copies of tensors as plain data, and how numbers are written."""

import math
from dataclasses import dataclass

import numpy as np

from .. import _tensor

KEEP = 2000  # elements: of a larger tensor only the shape and the first few are kept
FULL = 12  # elements: a larger tensor is written shortened
SHORT = 24  # characters: what is written at an arrow


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What a tensor was: its shape, the name of its dtype, and its elements as an ndarray, None if there are many."""

    shape: tuple[int, ...]
    dtype: str
    array: np.ndarray | None
    first: tuple = ()

    @property
    def size(self):
        """The number of elements."""
        return math.prod(self.shape)

    def tolist(self):
        """Return the elements as nested lists, None if there are many."""
        return None if self.array is None else self.array.tolist()

    def __str__(self):
        """All elements, or the first few and the shape."""
        if self.size <= FULL:
            return written(self.array)
        some = ", ".join(number(x) for x in self.first)
        return f"[{some}, …] of shape {self.shape}"

    def short(self):
        """Return the elements if these are few, else the shape: what fits at an arrow."""
        text = str(self)
        return text if len(text) <= SHORT else f"shape {self.shape}"


def snapshot(tensor):
    """Return a Snapshot of a minigrad or PyTorch Tensor, or of an array; None for None."""
    if tensor is None:
        return None
    if isinstance(tensor, np.ndarray | np.generic):
        tensor = np.array(tensor)
        return Snapshot(tensor.shape, str(tensor.dtype), tensor, tuple(tensor.reshape(-1)[:3].tolist()))
    tensor = tensor.detach()
    if not is_dense(tensor):
        tensor = tensor.to_dense()
    shape, dtype = tuple(tensor.shape), str(tensor.dtype).removeprefix("torch.")
    many = tensor.numel() > KEEP
    if many:  # one row of it
        tensor = tensor[(0,) * (len(shape) - 1)][:3]
    if not hasattr(np, dtype):  # bfloat16 and the like
        tensor = tensor.float()
    array = np.array(tensor.numpy(force=True))
    return Snapshot(shape, dtype, None if many else array, tuple(array.reshape(-1)[:3].tolist()))


def is_dense(tensor):
    """Return True for all tensors but PyTorch's sparse ones."""
    return isinstance(tensor, _tensor.Tensor) or "strided" in str(tensor.layout)


def number(value):
    """Return a number as text, with four digits; floats can be told from integers."""
    if isinstance(value, bool | np.bool) or not isinstance(value, float | np.floating):
        return str(value)
    text = f"{value:.4g}"
    return text if set(text) & set(".en") else f"{text}.0"


def written(value):
    """Return an array, or a setting of an operation, as Python would write it, with four digits."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple):
        inner = ", ".join(written(item) for item in value)
        if isinstance(value, tuple):
            return f"({inner},)" if len(value) == 1 else f"({inner})"
        return f"[{inner}]"
    if isinstance(value, slice):
        return "slice(None)" if value == slice(None) else f"slice({value.start}, {value.stop}, {value.step})"
    return repr(value) if isinstance(value, str) else number(value)
