"""x[...] and x[...] = v, split into the same steps that PyTorch records, and picking elements by index."""

import warnings

import numpy as np

from .. import _tensor, dtypes
from ..record import Op
from . import views

# Indexing with tensors and lists copies what it picks.


def _put_added(grad, shape, indices):
    """Return zeros of `shape` with `grad` added at `indices`: an element that was picked twice gets both gradients."""
    full = np.zeros(shape, grad.dtype)
    np.add.at(full, indices, grad)
    return full


def _picked(self, indices):
    picked = self[indices]
    return picked if picked.flags.c_contiguous else picked.copy()


index_row = Op(
    "IndexBackward0",
    _picked,
    self=lambda grad, self_shape, indices: index_put_zeros(grad, shape=self_shape, indices=indices),
)
index_put_zeros = Op("IndexPutZerosBackward0", _put_added, self=lambda grad, indices: index_row(grad, indices=indices))


def _index_put(self, values, indices, accumulate):
    result = self.copy()
    if accumulate:
        np.add.at(result, indices, values)
    else:
        result[indices] = values
    return result


index_put_row = Op(
    "IndexPutBackward0",
    _index_put,
    self=lambda grad, indices, accumulate: grad if accumulate else zeros_at(grad, indices=indices),
    values=lambda grad, indices: index_row(grad, indices=indices),
)


def _with_zeros(grad, indices):
    grad = grad.copy()
    grad[indices] = 0
    return grad


zeros_at = Op("ZerosAtBackward0", _with_zeros, self=lambda grad, indices: zeros_at(grad, indices=indices))


def getitem(input, key):
    """x[key]: every int, slice, None and tensor of `key` is one recorded step."""
    tensor, indices, touched = _basic(input, key)
    if indices is None:
        return tensor if touched else views.alias(tensor)
    try:
        return _watching(index_row(tensor, indices=indices), *(key if isinstance(key, tuple) else (key,)))
    except IndexError as error:
        raise _index_error(error, tensor, indices) from None


def _watching(result, *indices):
    """Let the node of `result` see when one of the index tensors is written to before it runs. Return `result`."""
    node = result._edge[0]
    if node is not None:
        node._settings["_watched"] = [(t, t._counter[0]) for t in indices if isinstance(t, _tensor.Tensor)]
    return result


def setitem(input, key, value):
    """x[key] = value: writes through the same steps."""
    from .. import inplace, modes
    from . import writing

    if key is False:
        return
    key = None if key is True else key
    if not isinstance(value, _tensor.Tensor):
        if not isinstance(value, bool | int | float | np.integer):
            kind = f"{'numpy.' if isinstance(value, np.generic | np.ndarray) else ''}{type(value).__name__}"
            raise TypeError(f"can't assign a {kind} to a {input.dtype.type_name}")
        value = _tensor.wrap(np.asarray(dtypes.fitting(value, input._data.dtype)))
    tensor, indices, _ = _basic(input, key, False)
    if indices is None:
        if value.ndim == 0 and tensor.ndim:
            writing.fill_(tensor, value)
            return
        if value._data.shape != tensor._data.shape:
            value = views.view(value, _without_ones(value._data.shape))
            if value._data.shape != tensor._data.shape:
                value = views.expand(value, tensor._data.shape)
        writing.copy_(tensor, value)
        return
    indices = tuple(i if isinstance(i, slice) else i.copy() for i in indices)  # they may be written to later
    shape = _without_ones(value._data.shape)
    if shape != value._data.shape:
        value = views.view(value, shape)
    masks = [item for item in indices if isinstance(item, np.ndarray)]
    if not shape and len(masks) == 1 and masks[0].dtype == bool:  # PyTorch fills it
        keys = key if isinstance(key, tuple) else (key,)
        if any(isinstance(item, _tensor.Tensor) and item._data.dtype == np.uint8 for item in keys):
            raise RuntimeError("masked_fill_ only supports boolean masks, but got mask with dtype unsigned char")
        value = _tensor.cast(value, tensor._data.dtype)
    inplace.check(tensor, modes.recording() and (tensor.requires_grad or value.requires_grad), True)
    writing.warn_if_expanded(tensor)
    for dim, item in enumerate(indices):
        if isinstance(item, np.ndarray) and item.dtype != bool and item.size and not tensor._data.shape[dim]:
            raise IndexError("index is out of bounds for dimension with size 0")
    check_types(tensor, indices, value)
    writing.index_put(tensor, indices, value, False)


def check_types(tensor, indices, value):
    """Raise RuntimeError unless what is written at an index has the dtype of the tensor."""
    if value._data.dtype != tensor._data.dtype:
        try:
            picked = tensor._data[indices].shape
        except IndexError as error:
            raise _index_error(error, tensor, indices) from None
        _check_picked(value._data.shape, picked)
        raise RuntimeError(
            f"Index put requires the source and destination dtypes match, got {tensor.dtype.scalar} for the "
            f"destination and {value.dtype.scalar} for the source."
        )


def _check_picked(shape, picked):
    """Raise RuntimeError if a value of `shape` does not fit what an index picked."""
    if len(shape) > len(picked) or any(a not in (1, b) for a, b in zip(shape[::-1], picked[::-1], strict=False)):
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(shape)} cannot be broadcast to indexing result of shape "
            f"{list(picked)}"
        )


def _without_ones(shape):
    """Leave out the leading dimensions of size 1, as PyTorch does with the shape of what is written."""
    while shape and shape[0] == 1:
        shape = shape[1:]
    return shape


def _basic(tensor, key, getting=True):
    """Apply ints, slices, None and ... of `key`. Return (the view, the index arrays that remain or None, was any)."""
    keys = _keys_of(key)
    bare = not isinstance(key, tuple)
    _check_count(tensor, keys, bare)
    dim, indices, touched = 0, {}, False
    alone = bare and getting
    for position, item in enumerate(keys):
        if isinstance(item, slice):
            item = _checked(item)
        if item is Ellipsis:
            skipped = tensor.ndim - dim - sum(_uses(later) for later in keys[position + 1 :])
            dim += skipped
        elif item is None:
            tensor, touched = views.unsqueeze_row(tensor, dim=dim), True
            dim += 1
        elif isinstance(item, slice):
            start, stop = item.start, item.stop
            whole = not start and (stop is None or stop >= tensor._data.shape[dim]) and item.step in (None, 1)
            if alone or not whole:
                tensor, touched = views.slice_row(tensor, dim=dim, index=item), True
            dim += 1
        elif _is_number(item):
            tensor, touched = _select(tensor, dim, int(item), position), True
        else:
            indices[dim] = _as_index(item)
            if indices[dim].dtype == bool and indices[dim].ndim == 0:
                tensor = views.unsqueeze_row(tensor, dim=dim)
                indices[dim] = np.zeros(int(indices[dim]), np.int64)
                dim += 1
                continue
            dim += indices[dim].ndim if indices[dim].dtype == bool else 1
    if not indices:
        return tensor, None, touched
    full = tuple(indices.get(k, slice(None)) for k in range(max(indices) + 1))
    return tensor, _drop_covered(full, indices), True


NOT_A_TUPLE = (
    "Using a non-tuple sequence for multidimensional indexing is deprecated and will be changed in pytorch 2.9; use "
    "x[tuple(seq)] instead of x[seq]. In pytorch 2.9 this will be interpreted as tensor index, x[torch.tensor(seq)], "
    "which will result either in an error or a different result"
)


def _keys_of(key):
    """Return the items of an index as a list. Raises for what is no index."""
    if isinstance(key, tuple):
        keys = list(key)
    elif isinstance(key, list | str) and len(key) < 32 and any(_several(item) for item in key):
        warnings.warn(NOT_A_TUPLE, UserWarning, stacklevel=4)
        keys = list(key)
    else:
        keys = [key]
    return [_tensor.wrap(np.asarray(item)) if isinstance(item, bool) else item for item in keys]


def _several(item):
    """True for what makes PyTorch read a list that it is in as a tuple."""
    return item is None or item is Ellipsis or isinstance(item, slice | list | tuple | str | _tensor.Tensor)


def _checked(item):
    """Return a slice with Python's numbers. Raises for one of other things, and for one that goes back."""
    start, stop, step = (None if part is None else _whole_number(part) for part in (item.start, item.stop, item.step))
    if step is not None and step <= 0:
        raise ValueError("step must be greater than zero" if step else "slice step cannot be zero")
    return slice(start, stop, step)


def _whole_number(part):
    if not hasattr(part, "__index__") or isinstance(part, float):
        raise TypeError("slice indices must be integers or None or have an __index__ method")
    return part.__index__()


def _index_error(error, tensor, indices):
    """Return PyTorch's error for what NumPy complained of. It looks at masks first, which stand for their indices."""
    places, dim = [], 0  # (dimension, index) of each
    for item in indices:
        if isinstance(item, np.ndarray) and item.dtype == bool:
            for k, size in enumerate(item.shape):
                if tensor._data.shape[dim + k] != size:
                    return IndexError(
                        f"The shape of the mask {list(item.shape)} at index {k} does not match the shape of the "
                        f"indexed tensor {list(tensor.shape)} at index {dim + k}"
                    )
            places += enumerate(np.nonzero(item), dim)
            dim += item.ndim
        else:
            places += [(dim, item)] if isinstance(item, np.ndarray) else []
            dim += 1
    try:
        np.broadcast_shapes(*(item.shape for _, item in places))
    except ValueError:
        shapes = ", ".join(str(list(item.shape)) for _, item in places)
        return IndexError(f"shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}")
    for number, (dim, item) in enumerate(places):  # PyTorch counts only the dimensions that are indexed by tensors
        size = tensor._data.shape[dim]
        wrong = item[(item >= size) | (item < -size)]
        if wrong.size and not size:
            return IndexError("index is out of bounds for dimension with size 0")
        if wrong.size:
            return IndexError(f"index {wrong[0]} is out of bounds for dimension {number} with size {size}")
    return IndexError(str(error).replace("axis", "dimension"))


def _drop_covered(full, indices):
    """A boolean mask of n dimensions stands for n index positions: leave out those after its first."""
    covered = {k + extra for k, mask in indices.items() if mask.dtype == bool for extra in range(1, mask.ndim)}
    return tuple(item for k, item in enumerate(full) if k not in covered)


def _is_number(item):
    if isinstance(item, bool | np.bool_):
        return False
    if isinstance(item, int | np.integer):
        return True
    return isinstance(item, _tensor.Tensor) and item.ndim == 0 and item._data.dtype.kind == "i"


def _uses(item):
    """Return how many dimensions of the tensor an index item speaks of."""
    if item is None or item is Ellipsis:
        return 0
    if isinstance(item, _tensor.Tensor | np.ndarray | list) and not _is_number(item):
        mask = item._data if isinstance(item, _tensor.Tensor) else np.asarray(item)
        return mask.ndim if mask.dtype == bool or mask.dtype == np.uint8 else 1
    return 1


def _as_index(item):
    if isinstance(item, str):
        raise TypeError(f"new(): invalid data type '{type(item).__name__}'")
    if not isinstance(item, _tensor.Tensor | np.ndarray | list | tuple | range):
        kind = type(item)
        name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
        raise IndexError(
            "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got "
            f"{name})"
        )
    array = item._data if isinstance(item, _tensor.Tensor) else np.asarray(item)
    if isinstance(item, list | tuple) and array.dtype.kind == "f":
        array = array.astype(np.int64)  # x[[]]
    if array.dtype == np.uint8:
        if array.ndim:
            warnings.warn(
                "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.",
                UserWarning,
                stacklevel=4,
            )
        array = array.astype(bool)
    if array.dtype.kind not in "bi":
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    return array


def _check_count(tensor, keys, bare):
    """Raise IndexError if the items speak of more dimensions than there are. bare: the index was no tuple."""
    count = sum(_uses(item) for item in keys)
    if tensor.ndim == 0 and bare and isinstance(keys[0], slice):
        _checked(keys[0])
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    if tensor.ndim == 0 and bare and _is_number(keys[0]) and not isinstance(keys[0], _tensor.Tensor):
        if int(keys[0]) != 0:
            raise IndexError(f"index {int(keys[0])} is out of bounds for dimension 0 with size 0")
        raise IndexError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a "
            "0-dim tensor to a number"
        )
    if count > tensor.ndim:
        raise IndexError(f"too many indices for tensor of dimension {tensor.ndim}")


def _select(tensor, dim, index, position):
    size = tensor._data.shape[dim]
    if not -size <= index < size:
        raise IndexError(f"index {index} is out of bounds for dimension {position} with size {size}")
    return views.select_row(tensor, dim=dim, index=index % size)


# Picking along a dimension


def _places(index, dim):
    """Return the NumPy index of the elements that `index` along `dim` points to."""
    places = list(np.indices(index.shape, sparse=True))
    if places:
        places[dim] = index
    return tuple(places)


def _scattered(grad, index, dim, shape):
    """Return zeros of `shape` with `grad` added at `index` along `dim`."""
    full = np.zeros(shape or (1,), grad.dtype)
    np.add.at(full, _places(index, dim) or index, grad)
    return full.reshape(shape)


scatter_zeros = Op(
    "ScatterZerosBackward0",
    _scattered,
    self=lambda grad, index, dim: gather_row(grad, index=index, dim=dim),
)


def _gather(self, index, dim):
    if index.ndim == 0 or self.ndim == 0 or index.size == 0:
        return (
            self.reshape(-1)[index.reshape(-1)].reshape(index.shape)
            if index.size
            else np.zeros(index.shape, self.dtype)
        )
    return self[_places(index, dim)]


gather_row = Op(
    "GatherBackward0",
    _gather,
    self=lambda grad, self, index, dim: scatter_zeros(grad, index=index, dim=dim, shape=tuple(self.shape)),
)


def _long(name, index):
    """Return the elements of an index tensor. Raises RuntimeError if they are not int32 or int64."""
    if not isinstance(index, _tensor.Tensor):
        raise _tensor.not_a_tensor(name, "index", 2, index)
    if index._data.dtype.kind != "i" and index._data.size:
        raise RuntimeError(f"{name}(): Expected dtype int32/int64 for index")
    return index._data.astype(np.int64, copy=False)


def _check_dims(input, index, word):
    """Raise RuntimeError unless both have the same number of dimensions, where none counts as one."""
    if index.size and max(index.ndim, 1) != max(input.ndim, 1):
        raise RuntimeError(f"Index tensor must have the same number of dimensions as {word} tensor")


def _in_range(index, size, dim):
    wrong = index[(index < 0) | (index >= size)]
    if wrong.size:
        raise RuntimeError(f"index {wrong[0]} is out of bounds for dimension {dim} with size {size}")


def gather(input, dim, index):
    """Return out[i][j] = input[index[i][j]][j] for dim 0, and likewise for other dimensions."""
    dim, places = _tensor._dim(input, dim), _long("gather", index)
    _check_dims(input, places, "input")
    for k, size in enumerate(places.shape):
        if places.size and k != dim and size > input._data.shape[k]:
            raise RuntimeError(
                f"Size does not match at dimension {k} expected index {list(places.shape)} to be no larger than self "
                f"{list(input.shape)} apart from dimension {dim}"
            )
    _in_range(places, input._data.shape[dim] if input.ndim else 1, dim)
    return _watching(gather_row(input, index=places, dim=dim), index)


def index_select(input, dim, index):
    """Return the places `index` of dimension `dim`."""
    if not isinstance(index, _tensor.Tensor):
        raise _tensor.not_a_tensor("index_select", "index", 2, index)
    if index.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    dim = _tensor._dim(input, dim)
    if index._data.dtype.kind != "i":
        raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
    size = input._data.shape[dim] if input.ndim else 1
    if input.ndim == 0 and index.numel() != 1:
        raise RuntimeError(f"index_select(): Index to scalar can have only 1 value, got {index.numel()} value(s)")
    if size == 0 and index.numel() and input.ndim > 1:
        raise RuntimeError("index_select(): self indexing axis dim should be positive")
    wrong = index._data[(index._data < 0) | (index._data >= size)]
    if wrong.size and dim == 1:
        raise RuntimeError(f"INDICES element is out of DATA bounds, id={wrong.flat[0]} axis_dim={size}")
    if wrong.size:
        raise IndexError("index out of range in self")
    return _watching(_index_select(input, dim=dim, index=index._data.reshape(-1)), index)


_index_select = Op(
    "IndexSelectBackward0",
    lambda self, dim, index: np.take(self, index, dim) if self.ndim else self.copy(),
    self=lambda grad, self_shape, dim, index: (
        index_put_zeros(grad, shape=self_shape, indices=(*(slice(None),) * dim, index)) if self_shape else grad
    ),
)


def masked_select(input, mask):
    """Return the elements where `mask` holds, as one dimension."""
    if not isinstance(mask, _tensor.Tensor):
        raise _tensor.not_a_tensor("masked_select", "mask", 1, mask)
    if mask._data.dtype.kind != "b":
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    _tensor.check_broadcast(mask, input)
    return _watching(_masked_select(input, mask=mask._data), mask)


def _unmasked(grad, mask, shape):
    full = np.zeros(np.broadcast_shapes(shape, mask.shape), grad.dtype)
    full[np.broadcast_to(mask, full.shape)] = grad
    return full


_unmasked_row = Op("UnmaskedBackward0", _unmasked, self=lambda grad, mask: _masked_select(grad, mask=mask))
_masked_select = Op(
    "MaskedSelectBackward0",
    lambda self, mask: np.broadcast_to(self, np.broadcast_shapes(self.shape, mask.shape))[
        np.broadcast_to(mask, np.broadcast_shapes(self.shape, mask.shape))
    ],
    self=lambda grad, self, mask: _unmasked_row(grad, mask=mask, shape=self.shape),
)


def nonzero(input, *, as_tuple=False):
    """Return the indices of the elements that are not 0: one row for each, or a tuple of one tensor a dimension."""
    if as_tuple:
        if input.ndim == 0:
            input = input.detach().reshape(1)
        return views.unbind(nonzero(input), 1)
    if input.ndim == 0:
        return _tensor.wrap(np.zeros((int(bool(input._data)), 0), np.int64))
    return _tensor.wrap(np.asfortranarray(np.argwhere(input._data)))  # each dimension's indices side by side


def _scatter(self, src, index, dim, add):
    if index.size == 0:
        return self.copy()
    result = self.copy().reshape(self.shape or (1,))
    index = index.reshape(index.shape or (1,))
    places = _places(index, dim)
    if isinstance(src, np.ndarray):
        src = src.reshape(src.shape or (1,))[tuple(slice(0, n) for n in index.shape)]
    if add:
        np.add.at(result, places, src)
    else:
        result[places] = src
    return result.reshape(self.shape)


_scatter_row = Op(
    "ScatterBackward0",
    _scatter,
    self=lambda grad, index, dim: _scatter_zero(grad, index=index, dim=dim),
    src=lambda grad, src_shape, index, dim: _whole("Scatter", gather_row(grad, index=index, dim=dim), src_shape),
)
_scatter_number = Op(
    "ScatterBackward1",
    lambda self, index, dim, value: _scatter(self, value, index, dim, False),
    self=lambda grad, index, dim: _scatter_zero(grad, index=index, dim=dim),
)
_scatter_add_row = Op(
    "ScatterAddBackward0",
    _scatter,
    self=lambda grad: grad,
    src=lambda grad, src_shape, index, dim: _whole("ScatterAdd", gather_row(grad, index=index, dim=dim), src_shape),
)
_scatter_zero = Op(
    "ScatterZeroBackward0",
    lambda self, index, dim: _scatter(self, 0, index, dim, False),
    self=lambda grad, index, dim: _scatter_zero(grad, index=index, dim=dim),
)


def _whole(name, grad, shape):
    """PyTorch knows the gradient of a source only if all of it was used."""
    if tuple(grad.shape) == (1,) and shape == ():
        return grad.reshape(())
    if tuple(grad.shape) != tuple(shape):
        raise RuntimeError(
            f"Function {name}Backward0 returned an invalid gradient at index 1 - got {list(grad.shape)} but expected "
            f"shape compatible with {list(shape)}"
        )
    return grad


def _scatter_places(input, dim, index, src):
    """Return (dim, the index) of a scatter, checked. src: None for a number."""
    if src is not None and not isinstance(src, _tensor.Tensor):
        raise _tensor.not_a_tensor("scatter_add", "src", 3, src)
    dim, places = _tensor._dim(input, dim), _long("scatter", index)
    if src is not None and src._data.dtype != input._data.dtype:
        raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
    _check_dims(input, places, "self")
    if src is not None and places.size:
        _check_dims(input, src._data, "src")
    for k, size in enumerate(places.shape):
        if not places.size:
            break
        too_large = k != dim and size > input._data.shape[k]
        if too_large or (src is not None and size > (src._data.shape or (1,))[k]):
            more = "" if src is None else f" and to be no larger size than src {list(src.shape)}"
            raise RuntimeError(
                f"Expected index {list(places.shape)} to be no larger than self {list(input.shape)} apart from "
                f"dimension {dim}{more}"
            )
    _in_range(places, input._data.shape[dim] if input.ndim else 1, dim)
    return dim, places


def _source(src, value):
    """Return what scatter writes: the tensor or the number in one of its two arguments."""
    src = value if src is None else src
    if not isinstance(src, _tensor.Tensor | int | float | np.number | np.bool_):
        raise _tensor.not_a_tensor("scatter", "src", 4, src)
    return src


def scatter(input, dim, index, src=None, *, value=None):
    """Return `input` with out[index[i][j]][j] = src[i][j] for dim 0, and likewise for other dimensions."""
    src = _source(src, value)
    if not isinstance(src, _tensor.Tensor):
        dim, places = _scatter_places(input, dim, index, None)
        return _scatter_number(input, index=places, dim=dim, value=dtypes.fitting(src, input._data.dtype))
    dim, places = _scatter_places(input, dim, index, src)
    return _scatter_row(input, src, index=places, dim=dim, add=False)


def scatter_add(input, dim, index, src):
    """Return `input` with src[i][j] added to out[index[i][j]][j] for dim 0, and likewise for other dimensions."""
    dim, places = _scatter_places(input, dim, index, src)
    return _scatter_add_row(input, src, index=places, dim=dim, add=True)
