"""Joining tensors, and rearranging, repeating or sorting what is in them. All of these copy."""

import numpy as np

from .. import _tensor, dtypes
from ..record import Op
from . import indexing, reductions, views
from .arguments import all_tensors, dims_of, numpy_names, sizes_of
from .elementwise import contiguous
from .views import cat_row, stack_row


def _all_tensors(name, tensors, dim, axis):
    """Return (a list of tensors, the dimension). Raises for what is no list of tensors."""
    if not isinstance(tensors, list | tuple):
        kind = type(tensors).__name__
        raise TypeError(f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not {kind}")
    if isinstance(dim, np.ndarray | float | bool) or getattr(dim, "ndim", 0):
        raise TypeError(f"{name}(): argument 'dim' (position 2) must be int, not {type(dim).__name__}")
    if not tensors and name == "stack":
        raise RuntimeError("stack expects a non-empty TensorList")
    if not tensors:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    all_tensors(tensors, 0)
    return list(tensors), dim if axis is None else axis


def cat(tensors, dim=0, *, axis=None):
    """Return tensors joined along an existing dimension (axis: the same). Their other sizes must agree."""
    tensors, dim = _all_tensors("cat", tensors, dim, axis)
    if any(t.ndim == 0 for t in tensors):
        place = next(k for k, t in enumerate(tensors) if t.ndim == 0)
        raise RuntimeError(f"zero-dimensional tensor (at position {place}) cannot be concatenated")
    kept = [t for t in tensors if t._data.shape != (0,)]  # PyTorch leaves empty vectors out
    dim = _tensor._dim(kept[0], dim) if kept else 0
    kept = kept or tensors
    dtype = dtypes.promote(*tensors)
    first = kept[0]._data.shape
    for place, t in enumerate(kept):
        shape = t._data.shape
        if len(shape) != len(first):
            raise RuntimeError(f"Tensors must have same number of dimensions: got {len(first)} and {len(shape)}")
        for k, (a, b) in enumerate(zip(first, shape, strict=True)):
            if k != dim and a != b:
                raise RuntimeError(
                    f"Sizes of tensors must match except in dimension {dim}. Expected size {a} but got size {b} for "
                    f"tensor number {place} in the list."
                )
    return cat_row.run(tensors, [dtypes.cast(t._data, dtype) for t in tensors], {"dim": dim})


def stack(tensors, dim=0, *, axis=None):
    """Return tensors of one shape joined along a new dimension (axis: the same)."""
    tensors, dim = _all_tensors("stack", tensors, dim, axis)
    first = tensors[0]._data.shape
    for place, t in enumerate(tensors):
        if t._data.shape != first:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(first)} at entry 0 and {list(t.shape)} at "
                f"entry {place}"
            )
    if not -len(first) - 1 <= dim <= len(first):
        raise IndexError(_tensor.out_of_range(dim, len(first) + 1))
    arrays = [dtypes.cast(t._data, dtypes.promote(*tensors)) for t in tensors]
    return stack_row.run(tensors, arrays, {"dim": dim % (len(first) + 1)})


def _repeat_grad(grad, shape, repeats):
    extra = len(repeats) - len(shape)
    grad = grad.reshape(tuple(n for k, r in enumerate(repeats) for n in ((r,) if k < extra else (r, shape[k - extra]))))
    axes = tuple(range(extra)) + tuple(extra + 2 * k for k in range(len(shape)))
    return grad.sum(axis=axes) if axes else grad


_repeat = Op(
    "RepeatBackward0",
    lambda self, repeats: np.asarray(np.tile(self, repeats), order="C"),
    self=lambda grad, self_shape, repeats: _repeat_grad(grad, self_shape, repeats),
)


def repeat(input, *times, repeats=None):
    """Return the tensor copied that many times along each dimension."""
    repeats = sizes_of(times, repeats, "repeat", "repeats")
    if min(repeats, default=0) < 0:
        shape = (1,) * (len(repeats) - input.ndim) + input._data.shape
        sizes = [n * size for n, size in zip(repeats, shape, strict=False)]
        raise RuntimeError(f"Trying to create tensor with negative dimension {min(sizes)}: {sizes}")
    if len(repeats) < input.ndim:
        raise RuntimeError("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
    return _repeat(input, repeats=repeats)


def tile(input, *times, dims=None):
    """Return the tensor copied along each dimension; missing numbers are 1."""
    dims = sizes_of(times, dims, "tile", "dims")
    return repeat(input, (1,) * (input.ndim - len(dims)) + dims)


def repeat_interleave(input, repeats=None, dim=None, *, output_size=None):
    """Return each element, or each place along `dim`, repeated that many times in a row.

    Given `input` alone: its places, each as many times as it says. output_size: the size of the result, where known.
    """
    if repeats is None:
        if input.ndim != 1 or input._data.dtype.kind != "i":
            raise TypeError("repeat_interleave() received an invalid combination of arguments")
        input, repeats = _tensor.wrap(np.arange(input.numel())), input
    if dim is None:
        input, dim = views.flatten(input), 0
    dim = _tensor._dim(input, dim)
    if input.ndim == 0:
        raise IndexError(_tensor.out_of_range(dim + 1, 1))
    size = input._data.shape[dim]
    if not isinstance(repeats, _tensor.Tensor):
        if repeats < 0:
            raise RuntimeError("Repeats must be non-negative")
        apart = views.unsqueeze_row(input, dim=dim + 1)
        shape = [repeats if k == dim + 1 else n for k, n in enumerate(apart._data.shape)]
        return views.flatten(contiguous(views.expand(apart, shape)), dim, dim + 1)
    counts = repeats._data
    if counts.ndim and counts.size not in (1, size):
        raise RuntimeError(
            f"repeats must have the same size as input along dim, but got repeats.size(0) = {counts.size} and "
            f"input.size({dim}) = {size}"
        )
    if counts.size and counts.min() < 0:
        raise RuntimeError("repeats can not be negative")
    places = np.repeat(np.arange(size), counts)
    if output_size not in (None, len(places)):
        raise RuntimeError("allocated size does not match required size")
    return indexing.index_select(input, dim, _tensor.wrap(places))


_flip = Op(
    "FlipBackward0",
    lambda self, dims: _laid_out_as(self, np.flip(self, dims)),
    self=lambda grad, dims: _flip(grad, dims=dims),
)


def flip(input, *places, dims=None):
    """Return the tensor with the order of the elements along these dimensions turned round."""
    dims = sizes_of(places, dims, "flip", "dims")
    return _flip(input, dims=dims_of(input, dims) if dims else ())


_roll = Op(
    "RollBackward0",
    lambda self, shifts, dims: np.roll(self, shifts, dims),
    self=lambda grad, shifts, dims: _roll(
        grad, shifts=tuple(-s for s in shifts) if isinstance(shifts, tuple) else -shifts, dims=dims
    ),
)


def roll(input, shifts, dims=None):
    """Return the tensor with its elements moved along dimensions; those that leave come in on the other side."""
    shifts, dims = sizes_of((shifts,)), sizes_of(() if dims is None else (dims,))
    if not shifts:
        raise RuntimeError("`shifts` required")
    if len(shifts) != len(dims) and (dims or len(shifts) != 1):
        raise RuntimeError(f"shifts and dimensions must align. shifts: {len(shifts)}, dims:{len(dims)}")
    if input.ndim == 0 and dims:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    dims = tuple(_tensor._dim(input, d) for d in dims)
    return _roll(input, shifts=shifts if dims else shifts[0], dims=dims or None)


_tril = Op(
    "TrilBackward0",
    lambda self, diagonal: np.tril(self, diagonal),
    self=lambda grad, diagonal: _tril(grad, diagonal=diagonal),
)
_triu = Op(
    "TriuBackward0",
    lambda self, diagonal: np.triu(self, diagonal),
    self=lambda grad, diagonal: _triu(grad, diagonal=diagonal),
)


def tril(input, diagonal=0):
    """Return the matrix with zeros above the diagonal."""
    if input.ndim < 2:
        raise RuntimeError("tril: input tensor must have at least 2 dimensions")
    return _tril(input, diagonal=diagonal)


def triu(input, diagonal=0):
    """Return the matrix with zeros below the diagonal."""
    if input.ndim < 2:
        raise RuntimeError("triu: input tensor must have at least 2 dimensions")
    return _triu(input, diagonal=diagonal)


def _pad(self, widths, value):
    inner = tuple(slice(max(0, -a), n - max(0, -b)) for n, (a, b) in zip(self.shape, widths, strict=True))
    outer = [(max(0, a), max(0, b)) for a, b in widths]
    return np.pad(self[inner], outer, constant_values=value)


_pad_row = Op(
    "ConstantPadNdBackward0",
    _pad,
    self=lambda grad, widths: _pad_row(grad, widths=[(-a, -b) for a, b in widths], value=0),
)


def pad(input, pad, mode="constant", value=None):
    """Return the tensor with a margin: pad = (left, right) of the last dimension, then of the one before, and so on."""
    if mode != "constant":
        if mode not in ("reflect", "replicate", "circular"):
            raise NotImplementedError(f"Unrecognised padding mode {mode}")
        raise NotImplementedError(f"minigrad pads with a constant only, not with mode {mode!r}")
    if len(pad) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(pad) // 2 > input.ndim:
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(pad)} and input of dimension {input.ndim}"
        )
    pairs = [(pad[k], pad[k + 1]) for k in range(0, len(pad), 2)][::-1]
    for (before, after), size in zip(reversed(pairs), reversed(input._data.shape), strict=False):
        if size + min(before, 0) + min(after, 0) < 0:
            raise RuntimeError("narrow(): length must be non-negative.")
    if value is not None and input._data.dtype.kind in "iu":
        dtypes.fitting(value, input._data.dtype)  # raises if it does not fit
    return _pad_row(input, widths=[(0, 0)] * (input.ndim - len(pairs)) + pairs, value=0 if value is None else value)


def _order(array, dim, descending):
    if not descending:
        return np.argsort(array, axis=dim, kind="stable")
    turned = np.flip(np.argsort(np.flip(array, dim), axis=dim, kind="stable"), dim)
    return array.shape[dim] - 1 - turned


def _in_order(self, dim, descending, count):
    if self.ndim == 0:
        return self.copy(), np.zeros((), np.int64)
    places = _order(self, dim, descending)
    places = places if count is None else np.take(places, np.arange(count), axis=dim)
    values = np.take_along_axis(self, places, dim)
    return (values, places) if count is not None else (_laid_out_as(self, values), _laid_out_as(self, places))


def _laid_out_as(like, array):
    """Return `array` with its dimensions in memory in the order of those of `like`."""
    made = np.empty_like(like, array.dtype, dtypes.layout(like))
    made[...] = array
    return made


def _from_order(grad, result1, self_shape, dim):
    places = getattr(result1, "_data", result1)
    return indexing.scatter_zeros(grad, index=places, dim=dim, shape=self_shape) if self_shape else grad


_sort_row, _stable_sort_row = (Op(f"SortBackward{k}", _in_order, self=_from_order) for k in (0, 1))
_topk_row = Op("TopkBackward0", _in_order, self=_from_order)


@numpy_names
def sort(input, dim=-1, descending=False, stable=None):
    """Return (values, indices) in order along `dim`. Here the order of equal elements is always kept."""
    dim, row = _tensor._dim(input, dim), _sort_row if stable is None else _stable_sort_row
    return reductions._types["sort"](row(input, dim=dim, descending=descending, count=None))


@numpy_names
def argsort(input, dim=-1, descending=False, stable=False):
    """Return the indices that put the elements in order along `dim`."""
    return sort(input.detach(), dim, descending)[1]


@numpy_names
def topk(input, k, dim=-1, largest=True, sorted=True):
    """Return (values, indices) of the k largest (or smallest) elements along `dim`, in order."""
    dim = _tensor._dim(input, dim)
    if not 0 <= k <= (input._data.shape[dim] if input.ndim else 1):
        raise RuntimeError("selected index k out of range")
    if input._data.dtype.kind == "b":
        raise RuntimeError("topk does not support bool dtypes on CPU")
    return reductions._types["topk"](_topk_row(input, dim=dim, descending=largest, count=k))


def _no_unique_derivative(grad):
    raise NotImplementedError("the derivative for '_unique2' is not implemented.")


def _different(self):
    values, inverse, counts = np.unique(self, return_inverse=True, return_counts=True)
    return values, inverse.reshape(self.shape), counts


_unique_row = Op("Unique2Backward0", _different, self=_no_unique_derivative)


def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    """Return the different elements in order; also where each went, and how often each occurs, if asked for."""
    if dim is not None:
        raise NotImplementedError("minigrad's unique looks at single elements only: leave dim out")
    values, inverse, counts = _unique_row(input)
    found = (values, *([inverse] if return_inverse else []), *([counts] if return_counts else []))
    return found if len(found) > 1 else values


def one_hot(input, num_classes=-1):
    """Return for each class number a row of zeros with a one at that place."""
    if not isinstance(input, _tensor.Tensor):
        raise _tensor.not_a_tensor("one_hot", "input", 1, input)
    labels = input._data
    if labels.dtype != np.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if labels.size and labels.min() < 0:
        raise RuntimeError("Class values must be non-negative.")
    if num_classes == -1:
        if labels.size == 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
        num_classes = int(labels.max()) + 1
    elif labels.size and labels.max() >= num_classes:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return _tensor.wrap((labels[..., None] == np.arange(num_classes)).astype(np.int64))
