"""Views: the result is another look at the same storage. What may have to copy, such as reshape, is here too."""

import math
import warnings

import numpy as np

from .. import _tensor, dtypes
from ..record import Op, Recorded
from .arguments import dims_of, numpy_names, sizes_of
from .elementwise import contiguous, zeros

# The rows. at: the NumPy index that means `index` in dimension `dim`; with "...", a single element is a view too.


def at(dim, index):
    return (*(slice(None),) * dim, index, ...)


def _put(grad, shape, dim, index):
    return put_at(grad, shape=shape, key=at(dim, index))


def _zeros_with(grad, shape, key):
    full = np.zeros(shape, grad.dtype)
    full[key] = grad
    return full


# Zeros with `grad` at `key`: what was not selected gets no gradient.
put_at = Op("PutAtBackward0", _zeros_with, self=lambda grad, key: take_at(grad, key=key))
take_at = Op(
    "TakeAtBackward0",
    lambda self, key: self[key].copy(),
    self=lambda grad, self_shape, key: put_at(grad, shape=self_shape, key=key),
)

view_row = Op(
    "ViewBackward0",
    lambda self, size: np.reshape(self, size, copy=False),
    view=True,
    self=lambda grad, self_shape: grad.reshape(self_shape),
)
reshape_alias = Op(
    "ReshapeAliasBackward0", view_row.forward, view=True, self=lambda grad, self_shape: grad.reshape(self_shape)
)
unsafe_view = Op(
    "UnsafeViewBackward0",
    lambda self, size: np.reshape(self, size),
    self=lambda grad, self_shape: grad.reshape(self_shape),
)
transpose_row = Op(
    "TransposeBackward0",
    lambda self, dim0, dim1: np.swapaxes(self, dim0, dim1) if self.ndim else self[...],
    view=True,
    self=lambda grad, dim0, dim1: grad.swapaxes(dim0, dim1) if len(grad.shape) else grad,
)
t_row = Op("TBackward0", lambda self: self.T, view=True, self=lambda grad: grad.T if len(grad.shape) == 2 else grad)


def _turn(node, grad):
    """The shortest way for what every Linear does with the gradient of its weight."""
    return (grad.T,) if type(grad) is np.ndarray else Recorded.apply(node, grad)


t_row.node_type.apply = _turn
permute_row = Op(
    "PermuteBackward0",
    lambda self, dims: np.transpose(self, dims),
    view=True,
    self=lambda grad, dims: permute_row(grad, dims=tuple(int(d) for d in np.argsort(dims))),
)
expand_row = Op(
    "ExpandBackward0",
    lambda self, size: _writeable(_expanded(self, size), self),
    view=True,
    self=lambda grad: grad,
)
unsqueeze_row = Op(
    "UnsqueezeBackward0",
    lambda self, dim: np.expand_dims(self, dim),
    view=True,
    self=lambda grad, dim: grad.squeeze(dim),
)
squeeze_all = Op("SqueezeBackward0", np.squeeze, view=True, self=lambda grad, self_shape: grad.reshape(self_shape))
squeeze_dim = Op(
    "SqueezeBackward1",
    lambda self, dim: np.squeeze(self, dim) if self.ndim and self.shape[dim] == 1 else self[...],
    view=True,
    self=lambda grad, self_shape, dim: grad.reshape(self_shape),
)
squeeze_dims = Op(
    "SqueezeBackward2",
    lambda self, dim: np.squeeze(self, tuple(d for d in dim if self.shape[d] == 1)),
    view=True,
    self=lambda grad, self_shape, dim: grad.reshape(self_shape),
)
select_row = Op(
    "SelectBackward0",
    lambda self, dim, index: self[at(dim, index)],
    view=True,
    self=lambda grad, self_shape, dim, index: _put(grad, self_shape, dim, index),
)
slice_row = Op(
    "SliceBackward0",
    lambda self, dim, index: self[at(dim, index)],
    view=True,
    self=lambda grad, self_shape, dim, index: _put(grad, self_shape, dim, index),
)
alias = Op("AliasBackward0", lambda self: self[...], view=True, self=lambda grad: grad)
diagonal_row = Op(
    "DiagonalBackward0",
    lambda self, offset, dim1, dim2: _diagonal(self, offset, dim1, dim2),
    view=True,
    self=lambda grad, self_shape, offset, dim1, dim2: diagonal_put(
        grad, shape=self_shape, offset=offset, dim1=dim1, dim2=dim2
    ),
)


def _expanded(array, size):
    """As np.broadcast_to, with PyTorch's strides of dimensions of size 1."""
    result = np.broadcast_to(array, size)
    if 1 in result.shape and array.ndim:
        strides, new = list(result.strides), result.ndim - array.ndim
        for k in reversed(range(result.ndim)):
            if result.shape[k] == 1:
                strides[k] = array.strides[k - new] if k >= new else result.shape[k + 1] * strides[k + 1]
        result = np.lib.stride_tricks.as_strided(result, strides=strides)
    return result


def _writeable(view, start):
    """Return a read-only view as one with the rights of `start`: minigrad checks itself what may be written."""
    return np.lib.stride_tricks.as_strided(start, view.shape, view.strides)


def _diagonal(self, offset, dim1, dim2):
    first = [slice(None)] * self.ndim
    first[dim1], first[dim2] = slice(max(0, -offset), None), slice(max(0, offset), None)
    return _writeable(np.diagonal(self, offset, dim1, dim2), self[tuple(first)])


def _diagonal_zeros(grad, shape, offset, dim1, dim2):
    full = np.zeros(shape, grad.dtype)
    _diagonal(full, offset, dim1, dim2)[...] = grad
    return full


diagonal_put = Op(
    "DiagonalPutBackward0",
    _diagonal_zeros,
    self=lambda grad, offset, dim1, dim2: diagonal_row(grad, offset=offset, dim1=dim1, dim2=dim2) * 1,
)


# Through strides: how the history of a view is taken anew from its base. See inplace.py, which has the geometry too.


def _laid_out(array, geometry):
    """Return (`array` copied into memory laid out as the base is, the look of the view at that memory)."""
    shape, strides, view_shape, view_strides, offset = geometry
    extent = max(1, 1 + sum((size - 1) * stride for size, stride in zip(shape, strides, strict=True)))
    memory = np.zeros(extent, array.dtype)
    size = array.itemsize
    base = np.lib.stride_tricks.as_strided(memory, shape, [s * size for s in strides])
    base[...] = array
    view = np.lib.stride_tricks.as_strided(memory[offset:], view_shape, [s * size for s in view_strides])
    return base, view


def _take(self, geometry):
    return _laid_out(self, geometry)[1].copy()


def _put_through(self, values, geometry):
    base, view = _laid_out(self, geometry)
    view[...] = values
    return base


def _spread(values, geometry):
    """Return zeros in the base's shape with `values` added where the view looks."""
    base, view = _laid_out(np.zeros(geometry[0], values.dtype), geometry)
    stretched = tuple(k for k, (n, s) in enumerate(zip(*geometry[2:4], strict=True)) if s == 0 and n > 1)
    if stretched:  # an expanded view: several of its elements are one of the base
        view = view[tuple(slice(0, 1) if k in stretched else slice(None) for k in range(view.ndim))]
        values = values.sum(axis=stretched, keepdims=True)
    view[...] = values
    return base


take_strided = Op("AsStridedBackward0", _take, self=lambda grad, geometry: spread_strided(grad, geometry=geometry))
spread_strided = Op("SpreadBackward0", _spread, self=lambda grad, geometry: take_strided(grad, geometry=geometry))
put_strided = Op(
    "PutStridedBackward0",
    _put_through,
    self=lambda grad, geometry: put_strided(grad, zeros(take_strided(grad, geometry=geometry)), geometry=geometry),
    values=lambda grad, geometry: take_strided(grad, geometry=geometry),
)
as_strided = Op("AsStridedBackward0", _take, self=lambda grad, geometry: spread_strided(grad, geometry=geometry))

# The functions


def _resolve(shape, numel):
    """Replace the -1 in `shape`. Raises RuntimeError if it does not fit `numel` elements."""
    if shape.count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    if any(size < -1 for size in shape):
        place = next(k for k, size in enumerate(shape) if size < -1)
        raise RuntimeError(f"invalid shape dimension {shape[place]} at index {place} of shape {list(shape)}")
    known = math.prod(size for size in shape if size != -1)
    if -1 in shape and known == 0 and numel == 0:
        raise RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(shape)} because the unspecified dimension size -1 "
            "can be any value and is ambiguous"
        )
    if -1 in shape and known and numel % known == 0:
        return tuple(numel // known if size == -1 else size for size in shape)
    if -1 in shape or known != numel:
        raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {numel}")
    return shape


def view(input, *shape, size=None):
    """Return the same storage under another shape (one size may be -1). Raises RuntimeError where it can't."""
    if len(shape) == 1 and isinstance(shape[0], dtypes.dtype):
        if shape[0] is input.dtype:
            return alias(input)
        raise NotImplementedError("minigrad cannot view memory as another dtype: use to(), which converts the numbers")
    try:
        return view_row(input, size=_resolve(sizes_of(shape, size, "view"), input.numel()))
    except ValueError:  # NumPy would have to copy
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
            "contiguous subspaces). Use .reshape(...) instead."
        ) from None


def _shape_of(function, other):
    if not isinstance(other, _tensor.Tensor):
        raise _tensor.not_a_tensor(function, "other", 1, other)
    return other._data.shape


def view_as(input, other):
    """Return the same storage under the shape of `other`."""
    return view(input, _shape_of("view_as", other))


def reshape(input, *sizes, shape=None):
    """Return the elements under another shape: a view where that is possible, else a copy."""
    shape = _resolve(sizes_of(sizes, shape, "reshape", "shape"), input.numel())
    try:
        return (view_row if input._data.flags.c_contiguous else reshape_alias)(input, size=shape)
    except ValueError:
        return unsafe_view(contiguous(input), size=shape)


def reshape_as(input, other):
    """Return the elements under the shape of `other`."""
    return reshape(input, _shape_of("reshape_as", other))


def flatten(input, start_dim=0, end_dim=-1):
    """Return the dimensions from `start_dim` to `end_dim` as one."""
    start, end = _tensor._dim(input, start_dim), _tensor._dim(input, end_dim)
    if start > end:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if input.ndim == 0:
        return reshape(input, 1)
    if start == end:
        return input
    shape = input._data.shape
    return reshape(input, (*shape[:start], math.prod(shape[start : end + 1]), *shape[end + 1 :]))


def unflatten(input, dim, sizes):
    """Return dimension `dim` split into `sizes`."""
    dim, shape, sizes = _tensor._dim(input, dim), input._data.shape, sizes_of((sizes,))
    if not sizes:
        raise RuntimeError("unflatten: sizes must be non-empty")
    known = math.prod(size for size in sizes if size != -1)
    if sizes.count(-1) < 2 and (shape[dim] % known if -1 in sizes and known else known != shape[dim]):
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {dim} ({shape[dim]}) in the "
            "input tensor"
        )
    return view(input, (*shape[:dim], *_resolve(tuple(sizes), shape[dim]), *shape[dim + 1 :]))


def transpose(input, dim0, dim1):
    """Return the tensor with two dimensions swapped."""
    return transpose_row(input, dim0=_tensor._dim(input, dim0), dim1=_tensor._dim(input, dim1))


def swapaxes(input, axis0, axis1):
    """Return the tensor with two dimensions swapped."""
    return transpose(input, axis0, axis1)


def t(input):
    """Return a matrix transposed. Raises RuntimeError for more than two dimensions."""
    if input.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return t_row(input)


def permute(input, *order, dims=None):
    """Return the dimensions in another order."""
    dims = sizes_of(order, dims, "permute", "dims")
    if len(dims) != input.ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {input.ndim} is not equal to len(dims) = {len(dims)}"
        )
    dims = tuple(_tensor._dim(input, dim) for dim in dims)
    if len(set(dims)) != len(dims):
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return permute_row(input, dims=dims)


def expand(input, *sizes, size=None):
    """Return dimensions of size 1 repeated without a copy; -1 keeps a size."""
    sizes = sizes_of(sizes, size, "expand")
    missing = len(sizes) - input.ndim
    if missing < 0:
        name = "CPUBoolType" if input.dtype.category == 0 else input.dtype.type_name  # as PyTorch has it
        raise RuntimeError(
            f"expand({name}{{{list(input.shape)}}}, size={list(sizes)}): the number of sizes provided ({len(sizes)}) "
            f"must be greater or equal to the number of dimensions in the tensor ({input.ndim})"
        )
    full = []
    for k, size in reversed(list(enumerate(sizes))):
        if k < missing:
            if size == -1:
                raise RuntimeError(
                    f"The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension {k}"
                )
            full.append(size)
            continue
        have = input._data.shape[k - missing]
        size = have if size == -1 else size
        if have not in (1, size):
            raise RuntimeError(
                f"The expanded size of the tensor ({size}) must match the existing size ({have}) at non-singleton "
                f"dimension {k}.  Target sizes: {list(sizes)}.  Tensor sizes: {list(input.shape)}"
            )
        full.append(size)
    return expand_row(input, size=tuple(full[::-1]))


def expand_as(input, other):
    """Return the tensor expanded to the shape of `other`."""
    return expand(input, _shape_of("expand_as", other))


def broadcast_to(input, *sizes, size=None):
    """Return the tensor expanded to `size`."""
    return expand(input, *sizes, size=size)


@numpy_names
def squeeze(input, dim=None):
    """Return the tensor without its dimensions of size 1, or without those of `dim` that have size 1."""
    if dim is None:
        return squeeze_all(input)
    if isinstance(dim, tuple | list):
        return squeeze_dims(input, dim=dims_of(input, dim) if dim else ())
    return squeeze_dim(input, dim=_tensor._dim(input, dim))


@numpy_names
def unsqueeze(input, dim):
    """Return the tensor with a new dimension of size 1 before `dim`."""
    if not -input.ndim - 1 <= dim <= input.ndim:
        raise IndexError(_tensor.out_of_range(dim, input.ndim + 1))
    return unsqueeze_row(input, dim=dim % (input.ndim + 1))


def select(input, dim, index):
    """Return the slice at `index` of dimension `dim`, without that dimension."""
    if input.ndim == 0:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    dim = _tensor._dim(input, dim)
    size = input._data.shape[dim]
    if not -size <= index < size:
        raise IndexError(
            f"select(): index {index} out of range for tensor of size {list(input.shape)} at dimension {dim}"
        )
    return select_row(input, dim=dim, index=int(index) % size)


def narrow(input, dim, start, length):
    """Return `length` places of dimension `dim`, beginning at `start`."""
    if input.ndim == 0:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    dim = _tensor._dim(input, dim)
    size = input._data.shape[dim]
    if isinstance(start, bool) or not isinstance(start, int | np.integer | _tensor.Tensor):
        raise TypeError(f"narrow(): argument 'start' must be int, not {type(start).__name__}")
    if isinstance(start, _tensor.Tensor) and (start.ndim or start._data.dtype.kind not in "iu"):
        raise RuntimeError("start must be an 0-dim integral Tensor.")
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    if not -size <= start <= size:
        raise IndexError(f"start out of range (expected to be in range of [{-size}, {size}], but got {start})")
    start = start + size if start < 0 else int(start)
    if start + length > size:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({size}).")
    return slice_row(input, dim=dim, index=slice(start, start + length, 1))


def diagonal(input, offset=0, dim1=0, dim2=1):
    """Return the diagonals of the matrices in dimensions `dim1` and `dim2`, as the last dimension."""
    first, second = _tensor._dim(input, dim1), _tensor._dim(input, dim2)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return diagonal_row(input, offset=offset, dim1=first, dim2=second)


def _warn(message):
    warnings.warn(message, UserWarning, stacklevel=3)


def transposed_all(input):
    """T: the dimensions in reverse order. Warns for other than two, as PyTorch does."""
    if input.ndim == 0:
        _warn("Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases.")
    elif input.ndim > 2:
        _warn(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will "
            "throw an error in a future release. Consider `x.mT` to transpose batches of matrices or "
            "`x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor."
        )
    return permute_row(input, dims=tuple(range(input.ndim))[::-1])


def transposed_matrix(input):
    """mT: the last two dimensions swapped. Raises RuntimeError for a vector."""
    if input.ndim == 0:
        _warn("Tensor.mT is deprecated on 0-D tensors. This function is the identity in these cases.")
        return input
    if input.ndim < 2:
        raise RuntimeError(
            f"tensor.mT is only supported on matrices or batches of matrices. Got {input.ndim}-D tensor."
        )
    return transpose(input, -2, -1)


# Several views at once


def _cut(self, sizes, dim):
    starts = [sum(sizes[:k]) for k in range(len(sizes))]
    return tuple(self[at(dim, slice(start, start + size))] for start, size in zip(starts, sizes, strict=True))


def _joined(grads, dim):
    return cat_row(*grads, dim=dim)


split_row = Op("SplitBackward0", _cut, view=True, outputs="all", self=lambda grads, dim: _joined(grads, dim))
split_sizes_row = Op(
    "SplitWithSizesBackward0", _cut, view=True, outputs="all", self=lambda grads, dim: _joined(grads, dim)
)
unbind_row = Op(
    "UnbindBackward0",
    lambda self, dim: tuple(self[at(dim, k)] for k in range(self.shape[dim])),
    view=True,
    outputs="all",
    self=lambda grads, dim: stack_row(*grads, dim=dim),
)
cat_row = Op(
    "CatBackward0",
    # PyTorch leaves empty vectors out, whatever the shape of the others.
    lambda *tensors, dim: np.ascontiguousarray(np.concatenate([x for x in tensors if x.shape != (0,)] or tensors, dim)),
    many=lambda grad, dim, shapes: _cut_cat(grad, dim, shapes),
)
stack_row = Op(
    "StackBackward0",
    lambda *tensors, dim: np.ascontiguousarray(np.stack(tensors, dim)),
    many=lambda grad, dim, shapes: [take_at(grad, key=at(dim, k)) for k in range(len(shapes))],
)


def _cut_cat(grad, dim, shapes):
    pieces = _cut_grad(grad, [0 if shape == (0,) else shape[dim] for shape in shapes], dim)
    return [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]


def _cut_grad(grad, sizes, dim):
    starts = [sum(sizes[:k]) for k in range(len(sizes))]
    return [take_at(grad, key=at(dim, slice(start, start + size))) for start, size in zip(starts, sizes, strict=True)]


def split(tensor, split_size_or_sections=None, dim=0, *, split_size=None):
    """Return views of pieces along `dim`: of one size (the last may be smaller), or of the sizes in a list."""
    if tensor.ndim == 0:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    dim = _tensor._dim(tensor, dim)
    size = tensor._data.shape[dim]
    wanted = split_size if split_size_or_sections is None else split_size_or_sections
    several = isinstance(wanted, list | tuple)
    for number in wanted if several else (wanted,):
        if not hasattr(number, "__index__") or isinstance(number, bool) or getattr(number, "ndim", 0):
            raise TypeError(
                "split_with_sizes(): argument 'split_sizes' (position 2) must be tuple of ints, not "
                f"{type(number).__name__}"
            )
    if several:
        if any(n < 0 for n in wanted):
            raise RuntimeError(
                "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes="
                f"{list(wanted)}"
            )
        if sum(wanted) != size:
            raise RuntimeError(
                f"split_with_sizes expects split_sizes to sum exactly to {size} (input tensor's size at dimension "
                f"{dim}), but got split_sizes={list(wanted)}"
            )
        return split_sizes_row(tensor, sizes=list(wanted), dim=dim)
    if wanted < 0:
        raise RuntimeError(f"split expects split_size be non-negative, but got split_size={wanted}")
    if wanted == 0 and size:
        raise RuntimeError(f"split_size can only be 0 if dimension size is 0, but got dimension size of {size}")
    sizes = [min(wanted, size - k) for k in range(0, size, wanted)] if size else [0]
    return split_row(tensor, sizes=sizes, dim=dim)


def split_with_sizes(input, split_sizes, dim=0):
    """Return views of consecutive pieces of dimension `dim`, of these sizes."""
    return split(input, list(split_sizes), dim)


def chunk(input, chunks, dim=0):
    """Return views of at most `chunks` pieces of one size along `dim`; the last may be smaller."""
    if input.ndim == 0:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    size = input._data.shape[_tensor._dim(input, dim)]
    if size == 0:
        return split(input, [0] * chunks, dim)
    return split(input, -(-size // chunks), dim)


def unbind(input, dim=0):
    """Return views of all places along `dim`, without that dimension."""
    dim = _tensor._dim(input, dim)
    if input.ndim == 0:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    return unbind_row(input, dim=dim)
