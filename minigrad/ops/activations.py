"""The functions that stand between layers, beside relu, tanh and sigmoid (in `elementwise`) and softmax."""

import math

import numpy as np

from ..inplace import write
from ..record import Op
from .choosing import choose
from .elementwise import erf, exp, quiet, sigmoid, sigmoid_array, tanh, zeros


def _checked(name, input):
    """Raise PyTorch's error for integers: `name` is what it calls the function on the CPU."""
    if input._data.dtype.kind != "f":
        raise NotImplementedError(f"\"{name}\" not implemented for '{input.dtype.scalar}'")
    return input


def _where_positive(x, grad, other):
    return choose(x > 0, grad, other)


def _slopes(self, negative_slope):
    """Return 1 where x is positive, else the slope. (np.where is ten times slower than np.maximum.)"""
    slope = self.dtype.type(negative_slope)
    return np.maximum(self > 0, slope) if 0 <= slope <= 1 else np.where(self > 0, self.dtype.type(1), slope)


# It does not change with x. PyTorch says so by zeros, not by leaving x out of the graph.
slopes = Op("Slopes", _slopes, self=lambda grad: zeros(grad))
leaky_relu_row = Op(
    "LeakyReluBackward0",
    lambda self, negative_slope: self * _slopes(self, negative_slope),
    self=lambda grad, self, negative_slope: grad * slopes(self, negative_slope=negative_slope),
)


def _no_negative(name, number):
    """Raise PyTorch's error: of a result that may have either sign, the input cannot be told."""
    if number < 0:
        raise RuntimeError(
            f"In-place {name} backward calculation is triggered with a negative slope which is not supported. This is "
            "caused by calling in-place forward function with a negative slope, please call out-of-place version "
            "instead." + LEAKY_ADVICE * (name == "leakyReLu")
        )


LEAKY_ADVICE = (
    " File an issue at https://github.com/pytorch/pytorch if you do require supporting in-place leakRelu backward "
    "calculation with negative slope"
)


def _leaky_written_grad(grad, result, negative_slope):
    _no_negative("leakyReLu", negative_slope)
    return grad * slopes(result, negative_slope=negative_slope)


leaky_relu_written = Op(
    "LeakyReluBackward1",
    lambda self, negative_slope: self * _slopes(self, negative_slope),
    self=_leaky_written_grad,
)


def leaky_relu(input, negative_slope=0.01, inplace=False):
    """Return x where it is positive, else negative_slope * x. inplace: written into the input."""
    _checked("leaky_relu_cpu", input)
    if inplace:
        return leaky_relu_(input, negative_slope)
    return leaky_relu_row(input, negative_slope=negative_slope)


def leaky_relu_(input, negative_slope=0.01):
    """leaky_relu, written into the input."""
    return write(leaky_relu_written, input, negative_slope=negative_slope)


# The exponential only of what is negative: of the rest it could overflow, and 0 * inf is nan.
_negative_part = Op(
    "NegativePartBackward0",
    lambda self: np.minimum(self, 0),
    self=lambda grad, self: choose(self < 0, grad, grad * 0),
)


def _elu(x, alpha):
    return np.maximum(x, 0) + np.expm1(np.minimum(x, 0)) * x.dtype.type(alpha)  # one of the two is 0


elu_row = Op(
    "EluBackward0",
    _elu,
    self=lambda grad, self, alpha: choose(self <= 0, grad * exp(_negative_part(self)) * alpha, grad),
)


def _elu_written_grad(grad, result, alpha):
    _no_negative("elu", alpha)
    return _where_positive(result, grad, grad * (_negative_part(result) + alpha))


elu_written = Op("EluBackward1", _elu, self=_elu_written_grad)


def elu(input, alpha=1.0, inplace=False):
    """Return x where it is positive, else alpha * (exp(x) - 1). inplace: written into the input."""
    _checked("elu_cpu", input)
    return elu_(input, alpha) if inplace else elu_row(input, alpha=alpha)


def elu_(input, alpha=1.0):
    """elu, written into the input."""
    return write(elu_written, input, alpha=alpha)


# GELU: x * P(a normal number is below x), exactly or by PyTorch's polynomial inside a tanh.
# Source: Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016.


def _gelu_tanh_inside(x):
    return (x + x * x * x * 0.044715) * math.sqrt(2 / math.pi)


def _gelu(self, approximate):
    if approximate == "tanh":
        return self * (np.tanh(_gelu_tanh_inside(self)) + 1) * self.dtype.type(0.5)
    return self * (erf.op(self * self.dtype.type(math.sqrt(0.5))) + 1) * self.dtype.type(0.5)


def _gelu_grad(grad, self, approximate):
    if approximate == "tanh":
        curve = tanh(_gelu_tanh_inside(self))
        slope = (self * self * (3 * 0.044715) + 1) * math.sqrt(2 / math.pi)
        return grad * ((curve + 1) * 0.5 + self * (1 - curve * curve) * slope * 0.5)
    below = (erf(self * math.sqrt(0.5)) + 1) * 0.5
    density = exp(self * self * -0.5) * (1 / math.sqrt(2 * math.pi))
    return grad * (below + self * density)


gelu_row = Op("GeluBackward0", _gelu, self=_gelu_grad)


def gelu(input, *, approximate="none"):
    """Return x times the probability that a normal number is below x. approximate: "none" or "tanh"."""
    if approximate not in ("none", "tanh"):
        raise RuntimeError("approximate argument must be either none or tanh.")
    return gelu_row(_checked("GeluKernelImpl", input), approximate=approximate)


def _silu_grad(grad, self):
    s = sigmoid(self)
    return grad * (s * (self * (1 - s) + 1))


silu_row = Op("SiluBackward0", lambda self: self * sigmoid_array(self), self=_silu_grad)


def silu(input, inplace=False):
    """Return x * sigmoid(x). inplace: written into the input."""
    _checked("silu_cpu", input)
    return silu_(input) if inplace else silu_row(input)


def silu_(input):
    """silu, written into the input."""
    return write(silu_row, input)


softplus_row = Op(
    "SoftplusBackward0",
    quiet(lambda self, beta, threshold: np.where(self * beta > threshold, self, np.log1p(np.exp(self * beta)) / beta)),
    self=lambda grad, self, beta, threshold: choose(self * beta > threshold, grad, grad * sigmoid(self * beta)),
)


def softplus(input, beta=1.0, threshold=20.0):
    """Return log(1 + exp(beta * x)) / beta, and x itself where beta * x is above the threshold."""
    return softplus_row(_checked("softplus_cpu", input), beta=float(beta), threshold=float(threshold))


def log_sigmoid_array(x):
    return np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))


logsigmoid_row = Op("LogSigmoidBackward0", log_sigmoid_array, self=lambda grad, self: grad * sigmoid(-self))


def logsigmoid(input):
    """Return log(sigmoid(x)), without overflow."""
    return logsigmoid_row(_checked("log_sigmoid_cpu", input))
