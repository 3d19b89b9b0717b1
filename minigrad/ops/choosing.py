"""Choosing between elements: where, the larger of two, limits to a range, masks, and what lies between two tensors."""

import numpy as np

from .. import _tensor, dtypes
from ..record import Op
from .elementwise import quiet, zeros

choose = Op(
    "WhereBackward0",
    lambda condition, self, other: np.where(condition, self, other),
    condition=None,
    self=lambda grad, condition: choose(condition, grad, zeros(grad)),
    other=lambda grad, condition: choose(condition, zeros(grad), grad),
)


def _meet(*args):
    from .arithmetic import meet

    return meet(*args)


def where(condition, input=None, other=None):
    """Return the elements of `input` where `condition` holds, else those of `other`; each may be a number.

    With the condition alone: the indices where it holds, one tensor for each dimension.
    """
    if input is None and other is None:
        from .indexing import nonzero

        return nonzero(condition, as_tuple=True)
    if not isinstance(condition, _tensor.Tensor):
        raise _tensor.not_a_tensor("where", "condition", 1, condition)
    if condition._data.dtype.kind != "b" and condition._data.dtype != np.uint8:
        raise RuntimeError(
            f"where expected condition to be a boolean tensor, but got a tensor with dtype {condition.dtype.scalar}"
        )
    numbers = [x for x in (input, other) if not isinstance(x, _tensor.Tensor)]
    for x in numbers:
        if not isinstance(x, int | float | np.number | np.bool_):
            raise _tensor.not_a_tensor("where", "input" if x is input else "other", 2 if x is input else 3, x)
    if len(numbers) == 2:
        input, other = (_tensor.tensor_of_number(number) for number in numbers)
    for x in (input, other):
        if isinstance(x, _tensor.Tensor):
            _tensor.check_broadcast(condition, x)
    input, other, dtype = _meet(input, other, "where")
    if numbers and dtype.kind in "iu":
        dtypes.fitting(numbers[0], dtype)
    arrays = [condition._data.astype(bool, copy=False), *(t._data.astype(dtype, copy=False) for t in (input, other))]
    return choose.run((condition, input, other), arrays, {}, True)


def _share(grad, equal, lost):
    """Where two elements are equal, each gets half of the gradient; where one is nan, both get all of it."""
    return choose(equal, grad / 2, choose(lost, zeros(grad), grad))


maximum_row = Op(
    "MaximumBackward0",
    np.maximum,
    self=lambda grad, self, other: _share(grad, self == other, self < other),
    other=lambda grad, self, other: _share(grad, self == other, self > other),
)
minimum_row = Op(
    "MinimumBackward0",
    np.minimum,
    self=lambda grad, self, other: _share(grad, self == other, self > other),
    other=lambda grad, self, other: _share(grad, self == other, self < other),
)


def _of_two(row, name, input, other):
    for place, (argument, value) in enumerate((("input", input), ("other", other)), 1):
        if not isinstance(value, _tensor.Tensor):
            raise _tensor.not_a_tensor(name, argument, place, value)
    input, other, dtype = _meet(input, other)
    return row.mixed(input, other, dtype=dtype)


def maximum(input, other):
    """Return the larger of each two elements; nan where one is nan."""
    return _of_two(maximum_row, "maximum", input, other)


def minimum(input, other):
    """Return the smaller of each two elements; nan where one is nan."""
    return _of_two(minimum_row, "minimum", input, other)


# Masks

_masked_fill = Op(
    "MaskedFillBackward0",
    lambda self, mask, value: np.asarray(np.where(mask, dtypes.fitting(value, self.dtype), self), order="C"),
    self=lambda grad, mask: choose(mask, zeros(grad), grad),
    mask=None,
)
_masked_fill_tensor = Op(
    "MaskedFillBackward1",
    lambda self, mask, value: np.asarray(np.where(mask, value.astype(self.dtype), self), order="C"),
    self=lambda grad, mask: choose(mask, zeros(grad), grad),
    mask=None,
    value=lambda grad, mask: choose(mask, grad, zeros(grad)).sum(),
)


def masked_fill_row(input, mask, value):
    """Return (row, other inputs, settings) of masked_fill, for both its forms."""
    if not isinstance(mask, _tensor.Tensor):
        raise _tensor.not_a_tensor("masked_fill", "mask", 1, mask)
    if mask._data.dtype.kind == "b":
        _tensor.check_broadcast(mask, input)
    if isinstance(value, _tensor.Tensor):
        if value._data.ndim:
            raise RuntimeError(
                "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with "
                f"{value.ndim} dimension(s)."
            )
    elif isinstance(value, np.ndarray) or _tensor.operand(input, value) is NotImplemented:
        raise _tensor.not_a_tensor("masked_fill", "value", 2, value)
    if mask._data.dtype.kind != "b":
        raise RuntimeError("masked_fill_ only supports boolean masks, but got mask with dtype " + mask.dtype.c_name)
    if isinstance(value, _tensor.Tensor):
        return _masked_fill_tensor, (mask, value), {}
    return _masked_fill, (mask,), {"value": value}


def masked_fill(input, mask, value):
    """Return `input` with `value`, a number or a 0-dimensional tensor, where `mask` holds."""
    row, others, settings = masked_fill_row(input, mask, value)
    return row(input, *others, **settings)


# Limits


def _within(self, min, max):
    if min is None:
        return self <= max
    return self >= min if max is None else (self >= min) & (self <= max)


def _clip(self, min, max):
    # The upper limit wins, and nan stays nan.
    low = self if min is None else np.maximum(self, dtypes.fitting(min, self.dtype))
    return low if max is None else np.minimum(low, dtypes.fitting(max, self.dtype))


def _passed(grad, self, min, max):
    return choose(_within(self, min, max), grad, zeros(grad))


_clamp = Op("ClampBackward1", _clip, self=_passed)
_clamp_min = Op(
    "ClampMinBackward0",
    lambda self, min: _clip(self, min, None),
    self=lambda grad, self, min: _passed(grad, self, min, None),
)
_clamp_max = Op(
    "ClampMaxBackward0",
    lambda self, max: _clip(self, None, max),
    self=lambda grad, self, max: _passed(grad, self, None, max),
)

# With tensors: an element that was limited passes its gradient on to its limit.
_clamp_tensors = Op(
    "ClampBackward0",
    lambda self, min, max: np.minimum(np.maximum(self, min), max),
    self=lambda grad, self, min, max: _passed(grad, self, min, max),
    min=lambda grad, self, min, max: choose((self < min) & (min < max), grad, zeros(grad)),
    max=lambda grad, self, min, max: choose((self > max) | (max < min), grad, zeros(grad)),
)
_low = {
    "self": lambda grad, self, min: _passed(grad, self, min, None),
    "min": lambda grad, self, min: choose(self < min, grad, zeros(grad)),
}
_high = {
    "self": lambda grad, self, max: _passed(grad, self, None, max),
    "max": lambda grad, self, max: choose(self > max, grad, zeros(grad)),
}
_clamp_low, _clamp_min_tensor = Op("ClampBackward0", np.maximum, **_low), Op("ClampMinBackward1", np.maximum, **_low)
_clamp_high, _clamp_max_tensor = Op("ClampBackward0", np.minimum, **_high), Op("ClampMaxBackward1", np.minimum, **_high)


def clamp_row(input, min, max):
    """Return (row, arrays, settings) of clamp with numbers."""
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    return _clamp, [input._data.astype(_type_of_clamp(input, min, max), copy=False)], {"min": min, "max": max}


def _type_of_clamp(input, *limits):
    for limit in limits:
        if isinstance(limit, np.ndarray) or (limit is not None and _tensor.operand(input, limit) is NotImplemented):
            raise _tensor.not_a_tensor("clamp", "min", 1, limit)
    dtype = dtypes.promote(input, *(_tensor.operand(input, n) for n in limits if n is not None))
    if dtype.kind == "b":
        raise NotImplementedError("\"clamp_scalar_cpu\" not implemented for 'Bool'")
    return dtype


def clamp(input, min=None, max=None):
    """Return `input` limited to the range from `min` to `max`; each may be left out, or both be tensors."""
    min, max = bounds(min, max)
    if isinstance(min, _tensor.Tensor) or isinstance(max, _tensor.Tensor):
        row, limits = clamp_tensors_row(min, max)
        return _clamp_with(row, input, *limits)
    row, arrays, settings = clamp_row(input, min, max)
    return row.run((input,), arrays, settings)


def bounds(min, max):
    """Return the limits of clamp: beside a number, a tensor of a single one counts as that number."""
    pair = min, max
    if any(isinstance(x, int | float) for x in pair):
        pair = [x.item() if isinstance(x, _tensor.Tensor) and not x.ndim and not x.requires_grad else x for x in pair]
    return pair


def clamp_tensors_row(min, max):
    """Return (row, limits) of clamp with tensors."""
    limits = [limit for limit in (min, max) if limit is not None]
    if not all(isinstance(limit, _tensor.Tensor) for limit in limits):
        raise TypeError("clamp(): min and max must both be tensors, or both be numbers")
    return _clamp_tensors if len(limits) == 2 else (_clamp_high if min is None else _clamp_low), limits


def _clamp_with(row, input, *limits):
    for limit in limits:
        _tensor.check_broadcast(input, limit)
    return row.mixed(input, *limits, dtype=dtypes.promote(input, *limits))


def clip(input, min=None, max=None):
    """Another name of clamp."""
    return clamp(input, min, max)


def clamp_min(input, min):
    """Return `input` with what is below `min` raised to it."""
    if isinstance(min, _tensor.Tensor):
        return _clamp_with(_clamp_min_tensor, input, min)
    return _clamp_min.mixed(input, dtype=_type_of_clamp(input, min), min=min)


def clamp_max(input, max):
    """Return `input` with what is above `max` lowered to it."""
    if isinstance(max, _tensor.Tensor):
        return _clamp_with(_clamp_max_tensor, input, max)
    return _clamp_max.mixed(input, dtype=_type_of_clamp(input, max), max=max)


# Between


def _between(self, end, weight):
    # From the nearer end, as PyTorch computes it.
    way = end - self
    return np.where(np.abs(weight) < 0.5, self + weight * way, end - way * (1 - weight)).astype(self.dtype, copy=False)


_lerp = Op(
    "LerpBackward0",
    quiet(_between),
    self=lambda grad, weight: grad * (1 - weight),
    end=lambda grad, weight: grad * weight,
)
_lerp_tensor = Op(
    "LerpBackward1",
    quiet(_between),
    self=lambda grad, weight: grad * (1 - weight),
    end=lambda grad, weight: grad * weight,
    weight=lambda grad, self, end: grad * (end - self),
)
addcmul_row = Op(
    "AddcmulBackward0",
    quiet(lambda self, tensor1, tensor2, value: self + dtypes.wrapped(value, self.dtype) * tensor1 * tensor2),
    self=lambda grad: grad,
    tensor1=lambda grad, tensor2, value: grad * (tensor2 * value),
    tensor2=lambda grad, tensor1, value: grad * (tensor1 * value),
)
addcdiv_row = Op(
    "AddcdivBackward0",
    quiet(lambda self, tensor1, tensor2, value: self + self.dtype.type(value) * (tensor1 / tensor2)),
    self=lambda grad: grad,
    tensor1=lambda grad, tensor2, value: grad * (value / tensor2),
    tensor2=lambda grad, tensor1, tensor2, value: -grad * (value * tensor1 / (tensor2 * tensor2)),
)


def lerp(input, end, weight):
    """Return input + weight * (end - input). All must have one dtype."""
    row, others, settings = lerp_parts(input, end, weight)
    inputs = (input, *others)
    return row.run(inputs, [t._data for t in inputs], settings, True)


def lerp_parts(input, end, weight):
    """Return (row, other inputs, settings) of lerp, for both its forms."""
    others = {"end": end, "weight": weight}
    for name, other in others.items():
        if isinstance(other, _tensor.Tensor):
            if other._data.dtype != input._data.dtype:
                raise RuntimeError(
                    f"expected dtype {input.dtype.c_name} for `{name}` but got dtype {other.dtype.c_name}"
                )
            _tensor.check_broadcast(input, other)
    if not isinstance(weight, _tensor.Tensor | int | float | np.number):
        raise _tensor.not_a_tensor("lerp", "weight", 3, weight)
    kind = "tensor" if isinstance(weight, _tensor.Tensor) else "scalar"
    if input._data.dtype.kind != "f":
        raise NotImplementedError(f"\"lerp_kernel_{kind}\" not implemented for '{input.dtype.scalar}'")
    return (_lerp_tensor, (end, weight), {}) if kind == "tensor" else (_lerp, (end,), {"weight": weight})


def _three(input, tensor1, tensor2):
    for a, b in ((input, tensor1), (input, tensor2), (tensor1, tensor2)):
        _tensor.check_broadcast(a, b)
    return dtypes.promote(input, tensor1, tensor2)


def addcmul(input, tensor1, tensor2, *, value=1):
    """Return input + value * tensor1 * tensor2."""
    dtype = _three(input, tensor1, tensor2)
    if dtype.kind == "b":
        raise NotImplementedError("\"addcmul_cpu_out\" not implemented for 'Bool'")
    return addcmul_row.mixed(input, tensor1, tensor2, dtype=dtype, value=value)


def addcdiv(input, tensor1, tensor2, *, value=1):
    """Return input + value * tensor1 / tensor2. Raises RuntimeError for a quotient of integers."""
    if tensor1._data.dtype.kind != "f" and tensor2._data.dtype.kind != "f":
        raise RuntimeError(
            "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a "
            "true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value "
            "* torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / "
            "tensor2) for float inputs. The future addcdiv behavior is just the latter implementation: (input + value "
            "* tensor1 / tensor2), for all dtypes."
        )
    return addcdiv_row.mixed(input, tensor1, tensor2, dtype=_three(input, tensor1, tensor2), value=value)
