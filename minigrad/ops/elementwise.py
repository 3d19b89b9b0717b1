"""Functions of each element alone."""

import functools
import math

import numpy as np

from .. import _tensor, dtypes, modes
from ..record import Op, unary

_ONE = np.float32(1)  # quicker than 1 beside an array, and of no consequence for its dtype


def quiet(function):
    """Return `function` without NumPy's warnings: 1/0 is inf and log(-1) is nan here, as in PyTorch, without a word."""

    @functools.wraps(function)
    def silenced(*args, **kwargs):
        with np.errstate(all="ignore"):
            return function(*args, **kwargs)

    return silenced


def named(name, function, doc):
    """Give `function` the name and the documentation that users see."""
    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function


def no_bools(name):
    """Return a check that raises PyTorch's error for bools in its kernel `name`."""

    def check(*inputs):
        if inputs[0]._data.dtype.kind == "b":
            raise NotImplementedError(f"\"{name}\" not implemented for 'Bool'")

    return check


def no_bool(message):
    def check(input):
        if input._data.dtype.kind == "b":
            raise RuntimeError(message)

    return check


def no_derivative(name):
    """Return the formula of an operation that PyTorch records although it cannot be differentiated."""

    def formula(grad):
        raise RuntimeError(f"derivative for aten::{name} is not implemented")

    formula.missing = name
    return formula


# Zeros in the shape of a gradient. Not grad * 0, which is nan where grad is inf. Being constant, they are not recorded.
zeros = Op("Zeros", np.zeros_like)


def kept(grad, mask, out=None):
    """Return `grad` where `mask`, else 0.

    Large arrays by their bits: several times faster than np.where, and unlike grad * mask right for inf, nan and -0.
    """
    if out is None and grad.size <= 256:
        return np.where(mask, grad, grad.dtype.type(0))
    bits = np.dtype(f"i{grad.itemsize}")
    everywhere = np.negative(mask.view(np.int8))  # -1 has all bits set, 0 none
    return np.bitwise_and(grad.view(bits), everywhere, out=None if out is None else out.view(bits)).view(grad.dtype)


def _passed(grad, result):
    """Return 0 where `result` is 0 or less, else `grad`: also where `result` is nan."""
    mask = result <= 0
    return kept(grad, np.logical_not(mask, out=mask) if type(mask) is np.ndarray else ~mask)


# A row of its own, so that with create_graph the gradient requires grad as in PyTorch, although its own gradient is 0.
_threshold = Op(
    "ThresholdBackwardBackward0",
    lambda grad_output, self: _passed(grad_output, self),
    grad_output=lambda grad, self: _threshold(grad, self),
    self=lambda grad: zeros(grad),
)


def _sign(x):
    return x.copy() if x.dtype.kind == "b" else np.subtract(x > 0, x < 0, dtype=x.dtype)  # 0 for nan, as in PyTorch


def sigmoid_array(x):
    # exp of a negative number only: it cannot overflow.
    z = np.exp(-np.abs(x))
    top = np.maximum(x >= 0, z)  # 1, or z where x is negative
    z += 1
    return np.divide(top, z, dtype=x.dtype)


# erf(x) / x as a fraction of polynomials in x * x, fitted to math.erf on [-4, 4]: it errs by less than 4e-7.
_ERF_TOP = (1.98667643e-06, 0.000284516486, 0.00388216068, 0.0530980215, 0.193520773, 1.12837914)
_ERF_BOTTOM = (3.74164736e-05, 0.00118524141, 0.0152049001, 0.115339498, 0.504835882, 1.0)


def _erf(x):
    if x.dtype != np.float32:
        return np.vectorize(math.erf, otypes=[x.dtype])(x) if x.size else x.copy()
    x = np.clip(x, -4, 4)
    top, bottom = (np.polyval(np.array(numbers, x.dtype), x * x) for numbers in (_ERF_TOP, _ERF_BOTTOM))
    return np.clip(x * top / bottom, -1, 1)


def _unary(name, doc, node, forward, derivative, **options):
    return named(name, unary(node, forward, derivative, **options), doc)


neg = _unary(
    "neg",
    "Return -input.",
    "NegBackward0",
    np.negative,
    lambda grad: -grad,
    floats=False,
    check=no_bool(
        "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the "
        "`~` or `logical_not()` operator instead."
    ),
)
abs = _unary(
    "abs",
    "Return the size of each element without its sign. The derivative at 0 is 0.",
    "AbsBackward0",
    np.abs,
    lambda grad, self: grad * sign.op(self),
    floats=False,
    check=no_bools("abs_cpu"),
)
sign = _unary("sign", "Return 1, 0 or -1.", "SignBackward0", _sign, lambda grad: zeros(grad), floats=False)
square = _unary(
    "square",
    "Return input * input.",
    "PowBackward0",
    lambda x: np.square(x, dtype=np.int64 if x.dtype.kind == "b" else None),
    lambda grad, self: grad * (2 * self),
    floats=False,
)
exp = _unary("exp", "Return e ** input.", "ExpBackward0", quiet(np.exp), lambda grad, result: grad * result)
expm1 = _unary(
    "expm1",
    "Return e ** input - 1, exactly also where input is near 0.",
    "Expm1Backward0",
    quiet(np.expm1),
    lambda grad, result: grad * (result + 1),
)
log = _unary("log", "Return the natural logarithm.", "LogBackward0", quiet(np.log), lambda grad, self: grad / self)
log1p = _unary(
    "log1p",
    "Return log(1 + input), exactly also where input is near 0.",
    "Log1PBackward0",
    quiet(np.log1p),
    lambda grad, self: grad / (self + 1),
)
sqrt = _unary(
    "sqrt", "Return the square root.", "SqrtBackward0", quiet(np.sqrt), lambda grad, result: grad / (2 * result)
)
rsqrt = _unary(
    "rsqrt",
    "Return 1 / sqrt(input).",
    "RsqrtBackward0",
    quiet(lambda x: 1 / np.sqrt(x)),
    lambda grad, result: -0.5 * grad * result**3,
)
reciprocal = _unary(
    "reciprocal",
    "Return 1 / input.",
    "ReciprocalBackward0",
    quiet(lambda x: 1 / x),
    lambda grad, result: -grad * (result * result),
)
sin = _unary("sin", "Return the sine.", "SinBackward0", quiet(np.sin), lambda grad, self: grad * cos.op(self))
cos = _unary("cos", "Return the cosine.", "CosBackward0", quiet(np.cos), lambda grad, self: grad * -sin.op(self))
tanh = _unary(
    "tanh",
    "Return the hyperbolic tangent.",
    "TanhBackward0",
    np.tanh,
    lambda grad, result: grad * (_ONE - result * result),
)
sigmoid = _unary(
    "sigmoid",
    "Return 1 / (1 + exp(-input)).",
    "SigmoidBackward0",
    sigmoid_array,
    lambda grad, result: grad * (1 - result) * result,
)
erf = _unary(
    "erf",
    "Return the error function.",
    "ErfBackward0",
    _erf,
    lambda grad, self: grad * (2 / math.sqrt(math.pi) * exp.op(-(self * self))),
)
relu = _unary(
    "relu",
    "Return the elements, and 0 in the place of negative ones. The derivative at 0 is 0.",
    "ReluBackward0",
    lambda x: np.maximum(x, 0),
    lambda grad, result: (_passed if type(grad) is np.ndarray else _threshold)(grad, result),
    floats=False,
    check=no_bool("Boolean inputs not supported for relu"),
)
floor, ceil, trunc, _round_whole = (
    _unary(name, doc, node, forward, lambda grad: zeros(grad), floats=False, check=no_bools(f"{name}_vml_cpu"))
    for name, doc, node, forward in (
        ("floor", "Return each element rounded down. The gradient is 0.", "FloorBackward0", np.floor),
        ("ceil", "Return each element rounded up. The gradient is 0.", "CeilBackward0", np.ceil),
        ("trunc", "Return each element without its decimals. The gradient is 0.", "TruncBackward0", np.trunc),
        ("round", "", "RoundBackward0", np.round),
    )
)
_round_decimals = Op("RoundBackward1", lambda self, decimals: np.round(self, decimals), self=lambda grad: zeros(grad))


def round(input, *, decimals=None):
    """Return each element rounded to the nearest number with that many decimals (0), halves to the even one."""
    if decimals is None:
        return _round_whole(input)
    if input._data.dtype.kind != "f":
        raise NotImplementedError(f"\"round_cpu\" not implemented for '{input.dtype.scalar}'")
    return _round_decimals(input, decimals=decimals)


def positive(input):
    """Return the tensor itself. Raises RuntimeError for bools."""
    if input._data.dtype.kind == "b":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input


# Copies


def _order(array):
    """A copy is laid out as the original is; of an expanded tensor, in order."""
    return "C" if any(s == 0 and n > 1 for s, n in zip(array.strides, array.shape, strict=True)) else "K"


clone_row = Op("CloneBackward0", lambda self: self.copy(order=_order(self)), self=lambda grad: grad)
contiguous = Op("CloneBackward0", lambda self: self.copy(order="C"), self=lambda grad: grad)
to_copy = Op("ToCopyBackward0", lambda self, dtype: self.astype(dtype, dtypes.layout(self)), self=lambda grad: grad)


def clone(input, *, memory_format=None):
    """Return a copy with a storage of its own. The copy is recorded: gradient flows through it."""
    if input._counter is _tensor.INFERENCE and input.requires_grad and modes.recording():
        from . import writing

        return writing.copy_(_tensor.wrap(np.empty_like(input._data)), input)  # so it is recorded in PyTorch
    result = clone_row(input) if memory_format != "contiguous_format" else contiguous(input)
    if type(input._counter) is _tensor._NoVersion and not modes._state.inference:
        result._counter[0] += 1  # a copy that PyTorch makes by writing
    return result


# No gradient


def _asks(name, function, what):
    return named(
        name, lambda input: _tensor.wrap(function(input._data)), f"Return for each element whether it is {what}."
    )


isnan = _asks("isnan", np.isnan, "nan")
isinf = _asks("isinf", np.isinf, "inf or -inf")
isfinite = _asks("isfinite", np.isfinite, "neither nan nor infinite")


def nan_to_num(input, nan=0.0, posinf=None, neginf=None):
    """Return `input` with numbers in the place of nan, inf and -inf (by default the largest numbers of the dtype)."""
    return _nan_to_num(input, nan=0.0 if nan is None else nan, posinf=posinf, neginf=neginf)


_nan_to_num = Op(
    "NanToNumBackward0",
    lambda self, nan, posinf, neginf: np.nan_to_num(self, nan=nan, posinf=posinf, neginf=neginf),
    self=lambda grad, self: grad * _isfinite(self),
)
_isfinite = Op("Isfinite", np.isfinite)
