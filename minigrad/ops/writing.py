"""In-place operations that are more than arithmetic: copying, filling, and writing at an index."""

import warnings

import numpy as np

from .. import _tensor, dtypes, inplace
from ..record import Op
from . import arithmetic, choosing, indexing
from .arguments import all_tensors
from .elementwise import zeros

_copy = Op(
    "CopyBackwards",
    lambda self, src, non_blocking: np.broadcast_to(src, self.shape).astype(self.dtype),
    self=lambda grad: zeros(grad),
    src=lambda grad: grad,
)
_copy.node_type.name = lambda node: "torch::autograd::CopyBackwards"
_fill = Op(
    "FillBackward2",
    lambda self, value: np.full_like(self, dtypes.fitting(value, self.dtype)),
    self=lambda grad: zeros(grad),
)
_fill_tensor = Op(
    "FillBackward3",
    lambda self, value: np.broadcast_to(value, self.shape).astype(self.dtype),
    self=lambda grad: zeros(grad),
    value=lambda grad: grad.sum(),
)
_zero = Op("ZeroBackward0", np.zeros_like, self=lambda grad: zeros(grad))


def copy_(input, other, non_blocking=False):
    """Write the elements of `other`, broadcast and cast, into this tensor."""
    if isinstance(other, bool | int | float):
        other = _tensor.wrap(np.asarray(other))
    if not isinstance(other, _tensor.Tensor):
        raise TypeError(f"copy_(): argument 'other' (position 1) must be Tensor, not {type(other).__name__}")
    if input._data.dtype.kind != "f":
        other = other if other is input else other.detach()  # no gradient can flow through integers
    recorded = inplace.allow(_copy, input, (other,), overlapping=other is input)
    _check_fits(input, other)
    return inplace.write(_copy, input, (other,), recorded=recorded, non_blocking=non_blocking)


def _check_fits(input, src):
    _tensor.check_broadcast(input, src)
    x, y = input._data.shape, src._data.shape
    if x != y and (shape := np.broadcast_shapes(x, y)) != x:
        raise RuntimeError(f"output with shape {list(x)} doesn't match the broadcast shape {list(shape)}")


def fill_(input, value):
    """Write one number, or the element of a 0-dimensional tensor, everywhere."""
    if isinstance(value, _tensor.Tensor):
        if value.ndim:
            raise RuntimeError(
                f"fill_ only supports 0-dimension value tensor but got tensor with {value.ndim} dimensions."
            )
        recorded = inplace.allow(_fill_tensor, input, (value,), aliases=True)
        return inplace.write(_fill_tensor, input, (value,), [input._data, value._data.copy()], recorded=recorded)
    if isinstance(value, np.ndarray) or _tensor.operand(input, value) is NotImplemented:
        raise _tensor.not_a_tensor("fill_", "value", 1, value)
    return inplace.write(_fill, input, recorded=inplace.allow(_fill, input, overlapping=True), value=value)


def zero_(input):
    """Write zeros."""
    return inplace.write(_zero, input, recorded=inplace.allow(_zero, input, overlapping=True))


def masked_fill_(input, mask, value):
    """Write `value` where `mask` holds."""
    given = [t for t in (mask, value) if isinstance(t, _tensor.Tensor)]
    recorded = inplace.allow(choosing._masked_fill, input, given, overlapping=True, aliases=True)
    if isinstance(mask, _tensor.Tensor) and mask._data.dtype.kind == "b":
        _tensor.check_broadcast(input, mask)
    row, others, settings = choosing.masked_fill_row(input, mask, value)
    if inplace.overlaps(input._data):
        warnings.warn(EXPANDED.format("masked_fill_", "mask] = scalar"), UserWarning, stacklevel=2)
    arrays = [input._data, *(t._data.copy() for t in others)]
    return inplace.write(row, input, others, arrays, recorded=recorded, **settings)


def clamp_(input, min=None, max=None):
    """Limit the elements to the range from `min` to `max`."""
    min, max = choosing.bounds(min, max)
    if isinstance(min, _tensor.Tensor) or isinstance(max, _tensor.Tensor):
        row, limits = choosing.clamp_tensors_row(min, max)
        for limit in limits:
            _check_fits(input, limit)
        dtype = dtypes.promote(input, *limits)
        return inplace.write(row, input, limits, [t._data.astype(dtype, copy=False) for t in (input, *limits)])
    row, arrays, settings = choosing.clamp_row(input, min, max)
    recorded = inplace.allow(row, input)
    have = dtypes.from_numpy(arrays[0].dtype)
    if have.category > input.dtype.category:
        raise RuntimeError(f"result type {have.scalar} can't be cast to the desired output type {input.dtype.c_name}")
    return inplace.write(row, input, arrays=arrays, recorded=recorded, **settings)


def div_(input, other, *, rounding_mode=None):
    """Divide; rounding_mode "floor" or "trunc" rounds the quotient, which then has gradient 0."""
    if rounding_mode is None:
        return _divide_(input, other)
    row, kernel = arithmetic.rounded_row(rounding_mode)
    _, other, dtype = arithmetic.whole_division(kernel, input, other)
    return inplace.write(row, input, (other,), [t._data.astype(dtype, copy=False) for t in (input, other)])


def add_(input, other, *, alpha=1):
    """Add alpha * other."""
    if type(other) is np.ndarray:
        raise _tensor.not_a_tensor("add_", "other", 1, other)
    return _plus_(input, other) if alpha == 1 else _scaled_(arithmetic.plus_scaled, input, other, alpha)


def sub_(input, other, *, alpha=1):
    """Subtract alpha * other."""
    if type(other) is np.ndarray:
        raise _tensor.not_a_tensor("sub_", "other", 1, other)
    return _minus_(input, other) if alpha == 1 else _scaled_(arithmetic.minus_scaled, input, other, alpha)


def refusing(operator):
    """Return the method of an operator: it raises TypeError for what the operator leaves to the other operand."""

    def method(self, other):
        result = NotImplemented if isinstance(other, np.ndarray) else operator(self, other)
        if result is NotImplemented:
            raise _tensor.not_a_tensor(operator.__name__, "other", 1, other)
        return result

    method.__name__, method.__qualname__, method.__doc__ = operator.__name__, operator.__name__, operator.__doc__
    return method


iadd, isub = inplace.binary(arithmetic.plus), inplace.binary(arithmetic.minus)
itruediv = inplace.binary(arithmetic.true_divide)
_plus_, _minus_, _divide_ = refusing(iadd), refusing(isub), refusing(itruediv)


def _scaled_(op, input, other, alpha):
    recorded = inplace.allow(op, input, [other] if isinstance(other, _tensor.Tensor) else [])
    if isinstance(other, _tensor.Tensor):
        _check_fits(input, other)
    input, other, dtype = arithmetic.meet(input, other)
    arithmetic.check_alpha(alpha, dtype)
    arrays = [t._data.astype(dtype, copy=False) for t in (input, other)]
    return inplace.write(op, input, (other,), arrays, recorded=recorded, alpha=alpha)


def pow_(input, exponent):
    """Raise to a power, a number or a tensor."""
    if isinstance(exponent, _tensor.Tensor):
        input, exponent, dtype = arithmetic.meet(input, exponent)
        arithmetic.check_power(dtype)
        arrays = [t._data.astype(dtype, copy=False) for t in (input, exponent)]
        return inplace.write(arithmetic._pow_tensor, input, (exponent,), arrays)
    row, arrays, settings = arithmetic.power_row(
        input, exponent, dtypes.promote(input, _tensor.operand(input, exponent))
    )
    return inplace.write(row, input, arrays=arrays, **settings)


def floor_divide_(input, other):
    """Divide and round down. It has no derivative: backward raises RuntimeError."""
    return _whole_(arithmetic.floor_divide_row_, arithmetic.floor_divide_number_row_, "div_floor_cpu", input, other)


def remainder_(input, other):
    """Keep what is left of the division by `other`, with the sign of `other`."""
    return _whole_(arithmetic._remainder, arithmetic._remainder_number, "remainder_cpu", input, other)


def _whole_(row, number_row, kernel, input, other):
    is_number = not isinstance(other, _tensor.Tensor)
    _, other, dtype = arithmetic.whole_division(kernel, input, other)
    arrays = [t._data.astype(dtype, copy=False) for t in (input, other)]
    return inplace.write(number_row, input, (), arrays) if is_number else inplace.write(row, input, (other,), arrays)


def _bits_(function, sign):
    def method(input, other):
        _, meeting, dtype = arithmetic.meet(input, other, function.__name__)
        have = dtypes.from_numpy(dtype)
        if have.category > input.dtype.category:
            want = input.dtype.scalar
            raise RuntimeError(f"result type {have.scalar} can't be cast to the desired output type {want}")
        if dtype.kind == "f":
            return function(input, other)  # which raises
        arrays = [t._data.astype(dtype, copy=False) for t in (input, meeting)]
        return inplace.write(function.op, input, (meeting,), arrays)

    method.__name__ = method.__qualname__ = f"{function.__name__}_"
    method.__doc__ = f"In-place `{sign}`, of integers or bools."
    return method


bitwise_and_, bitwise_or_ = _bits_(arithmetic.bitwise_and, "&"), _bits_(arithmetic.bitwise_or, "|")
bitwise_xor_ = _bits_(arithmetic.bitwise_xor, "^")


def lerp_(input, end, weight):
    """Move by `weight`, a number or a tensor, of the way to `end`."""
    inplace.allow(choosing._lerp, input, [t for t in (end, weight) if isinstance(t, _tensor.Tensor)])
    row, others, settings = choosing.lerp_parts(input, end, weight)
    return inplace.write(row, input, others, **settings)


def addcmul_(input, tensor1, tensor2, *, value=1):
    """Add value * tensor1 * tensor2."""
    return _add_combined_(choosing.addcmul_row, input, (tensor1, tensor2), value)


def addcdiv_(input, tensor1, tensor2, *, value=1):
    """Add value * tensor1 / tensor2."""
    return _add_combined_(choosing.addcdiv_row, input, (tensor1, tensor2), value)


def _add_combined_(row, input, others, value):
    recorded = inplace.allow(row, input, others)
    for other in others:
        _tensor.check_broadcast(input, other)
    return inplace.write(row, input, others, recorded=recorded, value=value)


EXPANDED = (
    "Use of {} on expanded tensors is deprecated. Please clone() the tensor before performing this operation. "
    "This also applies to advanced indexing e.g. tensor[{}"
)


def warn_if_expanded(tensor):
    if inplace.overlaps(tensor._data):
        warnings.warn(EXPANDED.format("index_put_", "indices] = tensor"), UserWarning, stacklevel=4)


def index_put(input, indices, values, accumulate):
    """Write `values` at `indices`, a tuple of index arrays, slices among them."""
    row = indexing.index_put_row
    try:
        recorded = inplace.allow(row, input, (values,), overlapping=True, aliases=True)
        inplace.check_overlap(input._data, values._data, same=False)
        return inplace.write(row, input, (values,), recorded=recorded, indices=indices, accumulate=accumulate)
    except IndexError as error:
        raise indexing._index_error(error, input, indices) from None
    except (TypeError, ValueError):
        picked = input._data[indices].shape
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(values.shape)} cannot be broadcast to indexing result of "
            f"shape {list(picked)}"
        ) from None


def scatter_(input, dim, index, src=None, *, value=None):
    """Write src[i][j], or a number, to input[index[i][j]][j] for dim 0, and likewise for other dimensions."""
    src = indexing._source(src, value)
    inplace.allow(indexing._scatter_row, input, [t for t in (src,) if isinstance(t, _tensor.Tensor)], aliases=True)
    if not isinstance(src, _tensor.Tensor):
        dim, places = indexing._scatter_places(input, dim, index, None)
        number = dtypes.fitting(src, input._data.dtype)
        return inplace.write(indexing._scatter_number, input, index=places, dim=dim, value=number)
    dim, places = indexing._scatter_places(input, dim, index, src)
    return inplace.write(indexing._scatter_row, input, (src,), index=places, dim=dim, add=False)


def scatter_add_(input, dim, index, src):
    """Add src[i][j] to input[index[i][j]][j] for dim 0, and likewise for other dimensions."""
    dim, places = indexing._scatter_places(input, dim, index, src)
    return inplace.write(indexing._scatter_add_row, input, (src,), index=places, dim=dim, add=True)


def index_put_(input, indices, values, accumulate=False):
    """Write `values` where the index tensors `indices` point; accumulate: add them instead."""
    if not isinstance(indices, tuple | list):
        kind = type(indices).__name__
        raise TypeError(f"index_put_(): argument 'indices' (position 1) must be tuple of Tensors, not {kind}")
    if not isinstance(values, _tensor.Tensor):
        raise _tensor.not_a_tensor("index_put_", "values", 2, values)
    all_tensors(indices, 0)
    inplace.allow(indexing.index_put_row, input, (values,), overlapping=True, aliases=True)
    arrays = tuple(map(indexing._as_index, indices))
    if sum(array.ndim if array.dtype == bool else 1 for array in arrays) > input.ndim:
        raise IndexError(f"too many indices for tensor of dimension {input.ndim} (got {len(arrays)})")
    indexing.check_types(input, arrays, values)
    warn_if_expanded(input)
    return index_put(input, arrays, values, accumulate)
