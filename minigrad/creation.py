"""Functions that make new tensors."""

import builtins
import warnings

import numpy as np

from . import dtypes
from ._tensor import Tensor, _sizes

_generator = np.random.default_rng()


def manual_seed(seed):
    """Start the random numbers anew from `seed`, so that the same program draws the same ones again."""
    global _generator
    _generator = np.random.default_rng(seed)


def _make(array, dtype, requires_grad):
    """Wrap a fresh array. Raises RuntimeError if integers or bools are asked to require grad."""
    if dtype is not None:
        array = array.astype(dtype.numpy, copy=False)
    tensor = Tensor._wrap(array)
    if requires_grad and not tensor.dtype.is_floating_point:
        raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
    tensor._requires_grad = bool(requires_grad)
    return tensor


def tensor(data, *, dtype=None, requires_grad=False):
    """Copy numbers, nested lists of numbers or an ndarray into a new tensor: always a leaf, without history.

    Python floats become float32, integers int64; an ndarray keeps its dtype. Raises ValueError for ragged lists.
    """
    if isinstance(data, Tensor):
        warnings.warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor).",
            UserWarning,
            stacklevel=2,
        )
        data = data._data
    if isinstance(data, np.ndarray | np.generic):
        array = np.array(data)
        dtypes.from_numpy(array.dtype)
    else:
        array = _from_nested(data)
        if array.dtype == np.float64:
            array = array.astype(np.float32 if dtype is None else dtype.numpy)
    return _make(array, dtype, requires_grad)


def _from_nested(data):
    try:
        array = np.array(_plain(data))
    except ValueError as error:
        raise ValueError(f"the nested lists must all be of one length: {error}") from None
    if array.size == 0 and array.dtype.kind == "f":
        return array
    if array.dtype.kind not in "bif" or (array.dtype.kind == "i" and array.dtype != np.int64):
        raise TypeError(f"cannot make a tensor from {type(data).__name__!r}: only numbers, bools and lists of them")
    return array


def _plain(data):
    """Replace the single-element tensors inside lists by their numbers."""
    if isinstance(data, Tensor):
        if data.numel() != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return data.item()
    return [_plain(item) for item in data] if isinstance(data, list | tuple) else data


def zeros(*size, dtype=None, requires_grad=False):
    return _make(np.zeros(_sizes(size), np.float32), dtype, requires_grad)


def ones(*size, dtype=None, requires_grad=False):
    return _make(np.ones(_sizes(size), np.float32), dtype, requires_grad)


def randn(*size, dtype=None, requires_grad=False):
    """Return a tensor of independent draws from the standard normal distribution."""
    return _make(_generator.standard_normal(_sizes(size)).astype(np.float32), dtype, requires_grad)


def _uniform(low, high, size):
    return Tensor._wrap(_generator.uniform(low, high, size).astype(np.float32))


def arange(start, end=None, step=1, *, dtype=None, requires_grad=False):
    """Return the numbers from `start` (0 if only one is given) in steps up to, and without, `end`."""
    start, end = (0, start) if end is None else (start, end)
    array = np.arange(start, end, step)
    if builtins.any(isinstance(value, float) for value in (start, end, step)):
        array = array.astype(np.float32)
    return _make(array, dtype, requires_grad)
