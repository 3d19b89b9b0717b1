"""Shapes and indices: view, reshape, expand and x[...], split into the same steps that PyTorch records."""

import numpy as np

from . import ops


def _resolve(shape, numel):
    """Replace the -1 in `shape`. Raises RuntimeError if it does not fit `numel` elements."""
    if shape.count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    known = int(np.prod([size for size in shape if size != -1], dtype=np.int64))
    if -1 in shape and known and numel % known == 0:
        return tuple(numel // known if size == -1 else size for size in shape)
    if -1 in shape or known != numel:
        raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {numel}")
    return shape


def view(tensor, shape):
    try:
        return ops.view(tensor, size=_resolve(shape, tensor.numel()))
    except ValueError:  # NumPy would have to copy
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
            "contiguous subspaces). Use .reshape(...) instead."
        ) from None


def reshape(tensor, shape):
    shape = _resolve(shape, tensor.numel())
    try:
        return ops.view(tensor, size=shape)
    except ValueError:
        return ops.unsafe_view(ops.clone(tensor), size=shape)


def expand(tensor, sizes):
    missing = len(sizes) - tensor.ndim
    if missing < 0:
        raise RuntimeError(
            f"expand({_describe(tensor)}, size={list(sizes)}): the number of sizes provided ({len(sizes)}) must be "
            f"greater or equal to the number of dimensions in the tensor ({tensor.ndim})"
        )
    full = [tensor.shape[k - missing] if size == -1 and k >= missing else size for k, size in enumerate(sizes)]
    for k, size in enumerate(full):
        if k >= missing and tensor.shape[k - missing] not in (1, size):
            raise RuntimeError(
                f"The expanded size of the tensor ({size}) must match the existing size ({tensor.shape[k - missing]}) "
                f"at non-singleton dimension {k}.  Target sizes: {list(sizes)}.  Tensor sizes: {list(tensor.shape)}"
            )
    return ops.expand(tensor, size=tuple(full))


def _describe(tensor):
    name = "CPUBoolType" if tensor.dtype.category == 0 else tensor.dtype.type_name  # as PyTorch has it
    return f"{name}{{{list(tensor.shape)}}}"


def getitem(tensor, key):
    """x[key]: every int, slice, None and tensor of `key` is one recorded step, as in PyTorch."""
    keys = list(key) if isinstance(key, tuple) else [key]
    _check_count(tensor, keys)
    dim, indices = 0, {}
    source = 0  # the dimension of the tensor that was indexed, as error messages count it
    alone = len(keys) == 1
    for position, item in enumerate(keys):
        if item is Ellipsis:
            source += tensor.ndim - dim - sum(_uses(later) for later in keys[position + 1 :])
            dim += tensor.ndim - dim - sum(_uses(later) for later in keys[position + 1 :])
        elif item is None:
            tensor = ops.unsqueeze(tensor, dim=dim)
            dim += 1
        elif isinstance(item, slice):
            if item.step is not None and item.step <= 0:
                raise ValueError("step must be greater than zero")
            if alone or item.indices(tensor.shape[dim]) != (0, tensor.shape[dim], 1):
                tensor = ops.slice_(tensor, dim=dim, index=item)
            dim += 1
        elif _is_number(item):
            tensor = _select(tensor, dim, int(item), source)
        else:
            indices[dim] = _as_index(item)
            dim += indices[dim].ndim if indices[dim].dtype == bool else 1
        source += _uses(item)
    if indices:
        full = tuple(indices.get(k, slice(None)) for k in range(max(indices) + 1))
        try:
            return ops.index(tensor, indices=_drop_covered(full, indices))
        except IndexError as error:
            raise IndexError(str(error).replace("axis", "dimension")) from None
    return ops.alias(tensor) if all(item is Ellipsis for item in keys) else tensor


def _drop_covered(full, indices):
    """A boolean mask of n dimensions stands for n index positions: leave out those after its first."""
    covered = {k + extra for k, mask in indices.items() if mask.dtype == bool for extra in range(1, mask.ndim)}
    return tuple(item for k, item in enumerate(full) if k not in covered)


def _is_number(item):
    if isinstance(item, bool | np.bool_):
        return False
    if isinstance(item, int | np.integer):
        return True
    return hasattr(item, "_data") and item.ndim == 0 and not item.dtype.is_floating_point and item.dtype.category == 1


def _uses(item):
    """Return how many dimensions of the tensor an index item speaks of."""
    if item is None or item is Ellipsis:
        return 0
    mask = not isinstance(item, slice) and not _is_number(item) and _as_index(item)
    return mask.ndim if mask is not False and mask.dtype == bool else 1


def _as_index(item):
    array = item._data if hasattr(item, "_data") else np.asarray(item)
    if array.size == 0 and array.dtype.kind == "f":
        array = array.astype(np.int64)  # x[[]]
    if array.dtype.kind not in "bi":
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    return array


def _check_count(tensor, keys):
    count = sum(_uses(item) for item in keys)
    if tensor.ndim == 0 and len(keys) == 1 and isinstance(keys[0], slice):
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    if tensor.ndim == 0 and len(keys) == 1 and _is_number(keys[0]):
        if int(keys[0]) != 0:
            raise IndexError(f"index {int(keys[0])} is out of bounds for dimension 0 with size 0")
        raise IndexError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a "
            "0-dim tensor to a number"
        )
    if count > tensor.ndim:
        raise IndexError(f"too many indices for tensor of dimension {tensor.ndim}")


def _select(tensor, dim, index, source):
    size = tensor.shape[dim]
    if not -size <= index < size:
        raise IndexError(f"index {index} is out of bounds for dimension {source} with size {size}")
    return ops.select(tensor, dim=dim, index=index % size)
