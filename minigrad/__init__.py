"""minigrad: a small autograd package with PyTorch's names, rules and error texts, for teaching.

`import minigrad as torch` runs a learner's PyTorch script about gradients. `minigrad.draw` shows the graphs.
"""

from . import nn, optim
from ._tensor import Tensor
from .creation import arange, manual_seed, ones, randn, tensor, zeros
from .dtypes import Size, bool, dtype, float32, float64, int64
from .modes import enable_grad, is_grad_enabled, no_grad, set_grad_enabled

float = float32
double = float64
long = int64

__version__ = "0.1.0"
__all__ = [
    "Size", "Tensor", "arange", "bool", "double", "dtype", "enable_grad", "exp", "float", "float32", "float64", "int64",
    "is_grad_enabled", "is_tensor", "log", "long", "manual_seed", "matmul", "mean", "nn", "no_grad", "ones", "optim",
    "randn", "relu", "set_grad_enabled", "sum", "tanh", "tensor", "transpose", "zeros",
]  # fmt: skip


def exp(input):
    return input.exp()


def log(input):
    return input.log()


def relu(input):
    return input.relu()


def tanh(input):
    return input.tanh()


def sum(input, dim=None, keepdim=False):
    return input.sum(dim, keepdim)


def mean(input, dim=None, keepdim=False):
    return input.mean(dim, keepdim)


def matmul(input, other):
    return input @ other


def transpose(input, dim0, dim1):
    return input.transpose(dim0, dim1)


def is_tensor(obj):
    return isinstance(obj, Tensor)
