"""Arithmetic between tensors and numbers, and comparisons."""

import functools

import numpy as np

from .. import _tensor, dtypes
from ..graph import sum_to
from ..record import Op, binary, unchanged
from .choosing import choose
from .elementwise import log, named, no_bools, no_derivative, quiet, reciprocal, zeros

# Arithmetic


def _no_bools(a, b):
    """Raise PyTorch's errors for a subtraction with bools."""
    bools = [t._data.dtype.kind == "b" for t in (a, b)]
    if all(bools):
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    if any(bools):
        raise RuntimeError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead."
        )


plus = binary("AddBackward0", np.add, self=unchanged, other=unchanged)
minus = binary("SubBackward0", np.subtract, check=_no_bools, self=unchanged, other=lambda grad: -grad)
times = binary("MulBackward0", np.multiply, self=lambda grad, other: grad * other, other=lambda grad, self: grad * self)


def _divisor_grad(grad, self, other):
    if type(grad) is np.ndarray and grad.size > 64 * other.size and other.all():
        return sum_to(grad * self, other.shape) / other / -other  # summed first there is little left to divide
    return grad * ((self / other) / -other)


true_divide = binary(
    "DivBackward0",
    quiet(np.true_divide),
    floats=True,
    self=lambda grad, other: grad / other,
    other=lambda grad, self, other: _divisor_grad(grad, self, other),
)
plus_scaled = Op(
    "AddBackward0",
    lambda self, other, alpha: self + dtypes.wrapped(alpha, self.dtype) * other,
    self=lambda grad: grad,
    other=lambda grad, alpha: grad * alpha,
)
minus_scaled = Op(
    "SubBackward0",
    lambda self, other, alpha: self - dtypes.wrapped(alpha, self.dtype) * other,
    self=lambda grad: grad,
    other=lambda grad, alpha: -(grad * alpha),
)
_rsub = Op("RsubBackward1", lambda self, number: number - self, self=lambda grad: -grad)
_rsub_tensor = Op("RsubBackward0", lambda self, other: other - self, self=lambda grad: -grad, other=lambda grad: grad)


def meet(a, b, function="this function", floats=False):
    """Return two operands as Tensors, and the NumPy dtype in which they meet. Raises if they cannot.

    floats: integers meet in the default floating dtype.
    """
    if not isinstance(a, _tensor.Tensor):
        a, b = _tensor.operands(a, b)
    other = _tensor.operand(a, b)
    if other is NotImplemented:
        raise _tensor.not_a_tensor(function, "other", 2, b)
    _tensor.check_broadcast(a, other)
    dtype = dtypes.promote(a, other)
    return a, other, dtypes.default.numpy if floats and dtype.kind != "f" else dtype


def function_of(name, operator, doc, position=2):
    """Make the function `name` of an operator, which leaves what it does not know to Python.

    position: that of `other` in messages. Of a method it is the first; that is the attribute `as_method`.
    """

    def function(input, other):
        result = NotImplemented if type(other) is np.ndarray else operator(input, other)
        if result is NotImplemented:
            raise _tensor.not_a_tensor(name, "other", position, other)
        return result

    if position == 2:
        function.as_method = function_of(name, operator, doc, 1)
    return named(name, function, doc)


def scaled(op, input, other, alpha):
    """Return (the inputs in their common dtype, that dtype) for input + alpha * other. Raises for a wrong alpha."""
    number = _tensor.wrap(np.array(other)) if isinstance(other, bool) else None
    input, other, dtype = meet(input, other)
    if op is minus_scaled:
        _no_bools(input, other if number is None else number)
    check_alpha(alpha, dtype)
    return input, other, dtype


def check_alpha(alpha, dtype):
    """Raise RuntimeError for a float alpha where the result is an integer."""
    if isinstance(alpha, bool) and dtype.kind != "b":
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if dtype.kind != "f" and isinstance(alpha, float):
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")


def _with_alpha(name, operator, row, doc, position=2):
    """As `function_of`, for a function with a factor for the other operand."""
    plain = function_of(name, operator, "", position)

    def function(input, other, *, alpha=1):
        if alpha == 1 and alpha is not True:
            return plain(input, other)
        input, other, dtype = scaled(row, input, other, alpha)
        return row.mixed(input, other, dtype=dtype, alpha=alpha)

    if position == 2:
        function.as_method = _with_alpha(name, operator, row, doc, 1)
    return named(name, function, doc)


add = _with_alpha("add", plus, plus_scaled, "Return input + alpha * other.")
sub = _with_alpha("sub", minus, minus_scaled, "Return input - alpha * other.")
mul = function_of("mul", times, "Return input * other.")
_quotient = function_of("div", true_divide, "")


def rsub(input, other, *, alpha=1):
    """Return other - alpha * input."""
    if alpha != 1:
        return rsub(input * alpha, other)
    number = _tensor.operand(input, other)
    if number is NotImplemented:
        return NotImplemented
    _no_bools(input, _tensor.wrap(np.array(other)) if isinstance(other, bool) else number)
    dtype = dtypes.promote(input, number)
    if isinstance(other, _tensor.Tensor):
        return _rsub_tensor.mixed(input, other, dtype=dtype)
    return _rsub.mixed(input, dtype=dtype, number=dtypes.wrapped(other, dtype)[()])


def div(input, other, *, rounding_mode=None):
    """Return input / other; rounding_mode "floor" or "trunc" rounds the quotient, which then has gradient 0."""
    if rounding_mode is None:
        return _quotient(input, other)
    return _checked_integers(*rounded_row(rounding_mode), input, other)


def rounded_row(rounding_mode):
    """Return (row, name of the kernel) of a division that rounds."""
    if rounding_mode not in ("floor", "trunc"):
        raise RuntimeError(
            f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'"
        )
    return (_floor_div, "div_floor_cpu") if rounding_mode == "floor" else (_trunc_div, "div_trunc_cpu")


def rdiv(input, number):
    """Return number / input, as PyTorch computes it."""
    other = _tensor.operand(input, number)
    if other is NotImplemented:
        return NotImplemented
    return other / input if isinstance(number, np.ndarray) else reciprocal(input) * number


def _like(grad, *inputs):
    """Return saved inputs in the dtype of the gradient: one of the two may have been of integers."""
    if isinstance(grad, _tensor.Tensor):
        return [_tensor.cast(x, grad._data.dtype) for x in inputs]
    return [x.astype(grad.dtype, copy=False) for x in inputs]


def _truncated(self, other):
    if self.dtype.kind == "f":
        return np.trunc(self / other)
    quotient = np.abs(self) // np.abs(other)  # exact, unlike a division of floats
    return np.where((self < 0) == (other < 0), quotient, -quotient).astype(self.dtype)


# PyTorch saves what it needs for other ways of rounding, and so that may not be written to.
_nothing = {"self": lambda grad, other: zeros(grad), "other": lambda grad, self, other: zeros(grad)}
_floor_div = Op("DivBackward2", quiet(np.floor_divide), **_nothing)
_trunc_div = Op("DivBackward2", quiet(_truncated), **_nothing)
_unknown = no_derivative("floor_divide")
_floor_divide = Op("NotImplemented", quiet(np.floor_divide), self=_unknown, other=_unknown)
_floor_divide_number = Op("NotImplemented", quiet(np.floor_divide), self=_unknown)
_unknown_ = no_derivative("floor_divide_")
floor_divide_row_ = Op("NotImplemented", quiet(np.floor_divide), self=_unknown_, other=_unknown_)
floor_divide_number_row_ = Op("NotImplemented", quiet(np.floor_divide), self=_unknown_)
_remainder = Op(
    "RemainderBackward1",
    quiet(np.remainder),
    self=lambda grad: grad,
    other=lambda grad, self, other: -grad * _floor_div(*_like(grad, self, other)),
)
_fmod = Op(
    "FmodBackward1",
    quiet(np.fmod),
    self=lambda grad: grad,
    other=lambda grad, self, other: -grad * _trunc_div(*_like(grad, self, other)),
)
_remainder_number = Op("RemainderBackward0", quiet(np.remainder), self=lambda grad: grad)
_fmod_number = Op("FmodBackward0", quiet(np.fmod), self=lambda grad: grad)
_rremainder = Op(
    "NotImplemented", quiet(lambda other, self: np.remainder(self, other)), other=no_derivative("remainder")
)
_rfloor_divide = Op("NotImplemented", quiet(lambda other, self: np.floor_divide(self, other)), other=_unknown)


def whole_division(kernel, input, other):
    """Return (input, other, dtype of the result) for a division whose result stays integer for integers."""
    input, other, dtype = meet(input, other, kernel.removesuffix("_cpu"))
    if dtype.kind == "b":
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'")
    if dtype.kind != "f" and not other._data.all():
        raise RuntimeError("ZeroDivisionError")
    return input, other, dtype


def _checked_integers(op, kernel, input, other, number_op=None):
    """Run a division whose result stays integer for integers. number_op: the row for a number `other`."""
    number = None if isinstance(other, _tensor.Tensor) else other
    input, other, dtype = whole_division(kernel, input, other)
    if number_op is not None and number is not None:
        return number_op.run((input,), (input._data.astype(dtype, copy=False), other._data.astype(dtype)), {})
    return op.mixed(input, other, dtype=dtype)


def floor_divide(input, other):
    """Return the quotient rounded down. It has no derivative: backward raises RuntimeError."""
    return _checked_integers(_floor_divide, "div_floor_cpu", input, other, _floor_divide_number)


def remainder(input, other):
    """Return what is left of the division, with the sign of `other`."""
    if not isinstance(input, _tensor.Tensor):
        return rremainder(other, input)
    return _checked_integers(_remainder, "remainder_cpu", input, other, _remainder_number)


def fmod(input, other):
    """Return what is left of the division, with the sign of `input`."""
    return _checked_integers(_fmod, "fmod_cpu", input, other, _fmod_number)


def _reversed(row, kernel):
    def operator(input, number):
        number = _tensor.operand(input, number)
        if number is NotImplemented:
            return NotImplemented
        dtype = dtypes.promote(input, number)
        no_bools(kernel)(_tensor.wrap(np.zeros((), dtype)))
        if dtype.kind != "f" and not input._data.all():
            raise RuntimeError("ZeroDivisionError")
        return row.run((input,), (input._data.astype(dtype, copy=False), number._data.astype(dtype)), {})

    return operator


rfloor_divide = _reversed(_rfloor_divide, "div_floor_cpu")
rremainder = _reversed(_rremainder, "remainder_cpu")


def operator_of(function):
    """Make the operator of a function that does not know NotImplemented."""

    @functools.wraps(function)
    def operator(input, other):
        known = isinstance(other, _tensor.Tensor) or _tensor.operand(input, other) is not NotImplemented
        return function(input, other) if known else NotImplemented

    return operator


# x ** number, x ** y, number ** x: PyTorch has a node for each.


def _power(base, exponent):
    """Return base ** exponent for a number `exponent`. Small powers are products, as in PyTorch."""
    if base.dtype.kind != "f":
        return _whole_power(base, np.asarray(exponent, base.dtype)).astype(base.dtype, copy=False)
    simple = {
        0.5: np.sqrt,
        -0.5: lambda x: 1 / np.sqrt(x),
        1: np.copy,
        2: np.square,
        3: lambda x: x * x * x,
        -1: lambda x: 1 / x,
        -2: lambda x: 1 / (x * x),
    }.get(exponent)
    return base**exponent if simple is None else simple(base)


def _whole_power(base, exponent):
    """Return base ** exponent, for integers: with a negative exponent 0, unless the base is 1 or -1."""
    if base.dtype.kind == "f" or exponent.dtype.kind != "i" or not (exponent < 0).any():
        return np.power(base, exponent)
    inverse = np.where(base == 1, 1, np.where(base == -1, 1 - 2 * (exponent % 2), 0))
    return np.where(exponent < 0, inverse, np.power(base, np.maximum(exponent, 0))).astype(base.dtype)


def _pow_grad(grad, self, exponent):
    return zeros(grad) if exponent == 0 else grad * (exponent * _pow_number(self, exponent=exponent - 1))


def _pow_tensor_grad(grad, self, exponent):
    self, exponent = _like(grad, self, exponent)
    return choose(exponent == 0, zeros(grad), grad * (exponent * self ** (exponent - 1)))


def _exponent_grad(grad, self, exponent, result):
    # 0 ** y does not change with y where y >= 0: the derivative is 0, not 0 * log(0).
    self, exponent = _like(grad, self, exponent)
    return grad * choose((self == 0) & (exponent >= 0), zeros(result), result * log.op(self))


def _number_exponent_grad(grad, exponent, result, base):
    if base == 0:
        return grad * choose(exponent >= 0, zeros(result), result * -np.inf)
    return grad * (result * float(np.log(base)))


_pow_number = Op("PowBackward0", quiet(_power), self=_pow_grad)
_pow_tensor = Op("PowBackward1", quiet(_whole_power), self=_pow_tensor_grad, exponent=_exponent_grad)
_number_pow = Op(
    "PowBackward2",
    quiet(lambda exponent, base: _whole_power(np.asarray(base), exponent)),
    exponent=_number_exponent_grad,
)


def power(input, exponent):
    """The operator **. Raises RuntimeError for integers to negative numbers."""
    if isinstance(exponent, np.ndarray):
        exponent = _tensor.operand(input, exponent)
    if not isinstance(exponent, _tensor.Tensor):
        number = _tensor.operand(input, exponent)
        if number is NotImplemented:
            return NotImplemented
        if isinstance(exponent, np.generic):
            exponent = exponent.item()
        row, arrays, settings = power_row(input, exponent, dtypes.promote(input, number))
        return row.run((input,), arrays, settings)
    input, exponent, dtype = meet(input, exponent)
    check_power(dtype)
    return _pow_tensor.mixed(input, exponent, dtype=dtype)


def check_power(dtype):
    """Raise NotImplementedError for bools, which meet in bool."""
    if dtype.kind == "b":
        raise NotImplementedError("\"pow\" not implemented for 'Bool'")


def power_row(input, exponent, dtype):
    """Return (row, arrays, settings) of input ** exponent for a number, in `dtype`."""
    if isinstance(exponent, int) and exponent < 0 and dtype.kind in "iu":
        raise RuntimeError("Integers to negative integer powers are not allowed.")
    if dtype.kind == "b":
        dtype, exponent = np.dtype(np.int64) if type(exponent) is not bool else dtype, int(exponent)
        return _pow_number, [input._data.astype(dtype)], {"exponent": exponent}
    if dtype.kind in "iu":
        exponent = int(dtypes.fitting(exponent, dtype))
    return _pow_number, [input._data.astype(dtype, copy=False)], {"exponent": exponent}


def pow(input, exponent):
    """Return input ** exponent; one of them may be a number. Raises RuntimeError for integers to negative numbers."""
    if not isinstance(input, _tensor.Tensor) and isinstance(exponent, _tensor.Tensor):
        return rpow(exponent, input)
    result = NotImplemented if isinstance(exponent, np.ndarray) else power(input, exponent)
    if result is NotImplemented:
        raise _tensor.not_a_tensor("pow", "exponent", 2, exponent)
    return result


def rpow(input, number):
    """Return number ** input."""
    base = _tensor.operand(input, number)
    if base is NotImplemented:
        return NotImplemented
    dtype = dtypes.promote(input, base)
    check_power(dtype)
    return _number_pow.mixed(input, dtype=dtype, base=dtypes.wrapped(number, dtype)[()])


# Comparisons have no formula, so they are never recorded: their result is bool and cannot require grad.

equals, differs = binary("Eq", np.equal), binary("Ne", np.not_equal)
less, at_most = binary("Lt", np.less), binary("Le", np.less_equal)
more, at_least = binary("Gt", np.greater), binary("Ge", np.greater_equal)
eq, ne = function_of("eq", equals, "Return input == other."), function_of("ne", differs, "Return input != other.")
lt, le = function_of("lt", less, "Return input < other."), function_of("le", at_most, "Return input <= other.")
gt, ge = function_of("gt", more, "Return input > other."), function_of("ge", at_least, "Return input >= other.")


def _both_ways(name, doc, check_integers):
    op = Op(name, getattr(np, name))

    def function(input, other):
        if not check_integers:
            _two(name, input, other)
        elif not isinstance(input, _tensor.Tensor):
            input, other = other, input
        input, other, dtype = meet(input, other, name)
        if check_integers and dtype.kind == "f":
            kind = dtypes.from_numpy(dtype).scalar
            raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{kind}'")
        return op.mixed(input, other, dtype=dtype)

    function.op = op
    return named(name, function, doc)


logical_and = _both_ways("logical_and", "Return whether both are true (not 0).", False)
logical_or = _both_ways("logical_or", "Return whether one of the two is true (not 0).", False)
logical_xor = _both_ways("logical_xor", "Return whether exactly one of the two is true (not 0).", False)
bitwise_and = _both_ways("bitwise_and", "Return input & other, of integers or bools.", True)
bitwise_or = _both_ways("bitwise_or", "Return input | other, of integers or bools.", True)
bitwise_xor = _both_ways("bitwise_xor", "Return input ^ other, of integers or bools.", True)
_logical_not, _bitwise_not = Op("logical_not", np.logical_not), Op("bitwise_not", np.bitwise_not)
floor_quotient, rest = operator_of(floor_divide), operator_of(remainder)
and_, or_, xor = operator_of(bitwise_and), operator_of(bitwise_or), operator_of(bitwise_xor)


def logical_not(input):
    """Return whether each element is false (0)."""
    return _logical_not(input)


def bitwise_not(input):
    """Return the bits of integers turned over, or the bools negated."""
    if input._data.dtype.kind == "f":
        raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
    return _bitwise_not(input)


def _two(function, input, other):
    for place, (name, value) in enumerate((("input", input), ("other", other)), 1):
        if not isinstance(value, _tensor.Tensor):
            raise _tensor.not_a_tensor(function, name, place, value)


def equal(input, other):
    """Return True if two tensors have the same shape and the same elements."""
    _two("equal", input, other)
    return input._data.shape == other._data.shape and bool((input._data == other._data).all())


def allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Return True if all elements are close: |input - other| <= atol + rtol * |other|."""
    _two("allclose", input, other)
    return bool(isclose(input, other, rtol, atol, equal_nan)._data.all())


def isclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Return for each element whether |input - other| <= atol + rtol * |other|."""
    _two("isclose", input, other)
    if input._data.dtype != other._data.dtype:
        raise RuntimeError(f"{input.dtype.scalar} did not match {other.dtype.scalar}")
    for name, value in (("rtol", rtol), ("atol", atol)):
        if value < 0:
            raise RuntimeError(f"{name} must be greater than or equal to zero, but got {value}")
    _tensor.check_broadcast(input, other)
    pair = input._data, other._data
    return _tensor.wrap(dtypes.arranged(quiet(np.isclose)(*pair, rtol, atol, equal_nan), pair))
