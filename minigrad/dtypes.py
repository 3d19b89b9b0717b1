"""The data types of minigrad, PyTorch's rules for mixing them, and its text for a shape."""

import builtins

import numpy as np


class dtype:
    """The type of a tensor's elements: `float32`, `float64`, `int64` or `bool`."""

    __slots__ = ("category", "name", "numpy", "type_name")

    def __init__(self, name, numpy, category, type_name):
        self.name = name
        self.numpy = np.dtype(numpy)
        self.category = category  # 0 bool, 1 integer, 2 floating point: the higher one wins
        self.type_name = type_name  # as PyTorch's error messages call a tensor of this type

    @property
    def is_floating_point(self):
        return self.category == 2

    def __repr__(self):
        return f"torch.{self.name}"

    def __reduce__(self):
        return self.name  # pickled and copied by name: there is one object for each type


float32 = dtype("float32", np.float32, 2, "torch.FloatTensor")
float64 = dtype("float64", np.float64, 2, "torch.DoubleTensor")
int64 = dtype("int64", np.int64, 1, "torch.LongTensor")
bool = dtype("bool", np.bool_, 0, "torch.BoolTensor")

_by_numpy = {kind.numpy: kind for kind in (float32, float64, int64, bool)}


def from_numpy(numpy_dtype):
    """Return the dtype for a NumPy dtype. Raises TypeError for one that minigrad does not have."""
    try:
        return _by_numpy[numpy_dtype]
    except KeyError:
        raise TypeError(
            f"can't convert np.ndarray of type numpy.{numpy_dtype}. "
            f"The only supported types are: {', '.join(kind.name for kind in _by_numpy.values())}."
        ) from None


def of_number(number, beside):
    """Return the dtype that a Python number takes beside a tensor of dtype `beside`."""
    if isinstance(number, builtins.bool):
        return beside
    if isinstance(number, int):
        return beside if beside.category >= 1 else int64
    return beside if beside.is_floating_point else float32


def promote(a, b):
    """Return the NumPy dtype in which two tensors meet: the higher category, then tensors with dimensions, then width.

    Source: PyTorch's "Type promotion" in the documentation of tensor attributes.
    """
    x, y = a.dtype, b.dtype
    if x.category != y.category:
        return (x if x.category > y.category else y).numpy
    if (a.ndim == 0) != (b.ndim == 0):
        return (y if a.ndim == 0 else x).numpy
    return np.promote_types(x.numpy, y.numpy)


class Size(tuple):
    """A tensor's shape: a tuple that prints as PyTorch's does."""

    __slots__ = ()

    def __repr__(self):
        return f"torch.Size({list(self)})"

    def numel(self):
        return int(np.prod(self, dtype=np.int64))
