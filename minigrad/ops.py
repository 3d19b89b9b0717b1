"""The derivative table: every operation is one row.

A row holds the forward computation and, for each input, the formula that turns the gradient of the result into the
gradient of that input. What a formula needs is read off its parameter names: an input's name or `result` is saved (and
checked for in-place changes), `NAME_sym_sizes` is the shape of an input, any other name is a setting of the operation.
Names, and which tensor is saved for which derivative, follow PyTorch's own table (tools/autograd/derivatives.yaml).
A formula returns the gradient in the shape of the result's broadcasting; `graph.fit` sums it down to the input's.
"""

import inspect
import math

import numpy as np

from . import graph, modes


class Formula:
    """The derivative for one input, with the names of the tensors and of the settings that it asks for."""

    __slots__ = ("function", "settings", "tensors")

    def __init__(self, function, input_names):
        self.function = function
        names = list(inspect.signature(function).parameters)[1:]
        self.tensors = tuple(name for name in names if name in input_names or name == "result")
        self.settings = tuple(name for name in names if name not in self.tensors)
        assert names == [*self.tensors, *self.settings], "formulas take tensors first, then settings"


class Op:
    """A row of the table. Calling it with Tensors and settings computes the result, and records it where needed."""

    def __init__(self, name, forward, /, *, view=False, **formulas):
        self.forward = forward
        self.view = view  # the result shares its storage with the first input
        self.input_names = tuple(formulas)
        self.formulas = tuple(Formula(function, formulas) for function in formulas.values())
        self.node_type = type(name, (graph.Node,), {"__slots__": (), "_op": self})

    def __call__(self, /, *inputs, **settings):
        return self.run(inputs, [tensor._data for tensor in inputs], settings)

    def mixed(self, /, *inputs, dtype, **settings):
        """As calling it, for inputs of different types that meet in the NumPy `dtype`. The casts are not recorded."""
        return self.run(inputs, [tensor._data.astype(dtype, copy=False) for tensor in inputs], settings)

    def run(self, inputs, arrays, settings):
        first = inputs[0]
        array = self.forward(*arrays, **settings)
        result = first._view(array) if self.view else first._wrap(array)
        if self.formulas and modes._state.grad and any(tensor.requires_grad for tensor in inputs):
            result._requires_grad = True
            result.grad_fn = self.node_type(inputs, result._data, result._version_counter, settings)
        return result


# Arithmetic

add = Op("AddBackward0", np.add, self=lambda grad: grad, other=lambda grad: grad)
sub = Op("SubBackward0", np.subtract, self=lambda grad: grad, other=lambda grad: -grad)
rsub = Op("RsubBackward1", lambda self, number: number - self, self=lambda grad: -grad)
mul = Op("MulBackward0", np.multiply, self=lambda grad, other: grad * other, other=lambda grad, self: grad * self)
div = Op(
    "DivBackward0",
    np.true_divide,
    self=lambda grad, other: grad / other,
    other=lambda grad, self, other: -grad * (self / other) / other,
)
neg = Op("NegBackward0", np.negative, self=lambda grad: -grad)
reciprocal = Op("ReciprocalBackward0", lambda self: 1 / self, self=lambda grad, result: -grad * (result * result))


def _pow_exponent_grad(grad, self, exponent, result):
    # 0 ** y does not change with y where y >= 0: the derivative is 0, not 0 * log(0).
    with np.errstate(divide="ignore", invalid="ignore"):
        return grad * np.where((self == 0) & (exponent >= 0), 0, result * np.log(self))


def _pow_base_grad(grad, self, exponent):
    with np.errstate(divide="ignore", invalid="ignore"):
        return grad * np.where(np.equal(exponent, 0), 0, exponent * np.power(self, exponent - 1))


# x ** number, x ** y, number ** x: PyTorch has a node for each.
pow_number = Op("PowBackward0", lambda self, exponent: np.power(self, exponent), self=_pow_base_grad)
pow_tensor = Op(
    "PowBackward1",
    np.power,
    self=_pow_base_grad,
    exponent=_pow_exponent_grad,
)
number_pow = Op(
    "PowBackward2",
    lambda exponent, self: np.power(self, exponent),
    exponent=lambda grad, exponent, result, self: _pow_exponent_grad(grad, self, exponent, result),
)

# Elementwise functions

exp = Op("ExpBackward0", np.exp, self=lambda grad, result: grad * result)
log = Op("LogBackward0", np.log, self=lambda grad, self: grad / self)
relu = Op("ReluBackward0", lambda self: np.maximum(self, 0), self=lambda grad, result: grad * (result > 0))
tanh = Op("TanhBackward0", np.tanh, self=lambda grad, result: grad * (1 - result * result))
clone = Op("CloneBackward0", np.copy, self=lambda grad: grad)
to_copy = Op("ToCopyBackward0", lambda self, dtype: self.astype(dtype), self=lambda grad: grad)

# Comparisons have no formula, so they are never recorded: their result is bool and cannot require grad.

eq, ne = Op("Eq", np.equal), Op("Ne", np.not_equal)
lt, le = Op("Lt", np.less), Op("Le", np.less_equal)
gt, ge = Op("Gt", np.greater), Op("Ge", np.greater_equal)

# Reductions


def _spread(grad, shape, dim, keepdim):
    """Give every element of the input the gradient of the sum that it went into."""
    if not keepdim and grad.ndim != len(shape):
        grad = np.expand_dims(grad, dim)
    return np.broadcast_to(grad, shape)


def _count(shape, dim):
    return int(np.prod([shape[d] for d in dim], dtype=np.int64))


sum_all = Op(
    "SumBackward0", lambda self: np.sum(self), self=lambda grad, self_sym_sizes: np.broadcast_to(grad, self_sym_sizes)
)
sum_dim = Op(
    "SumBackward1",
    lambda self, dim, keepdim: np.sum(self, axis=dim, keepdims=keepdim),
    self=lambda grad, self_sym_sizes, dim, keepdim: _spread(grad, self_sym_sizes, dim, keepdim),
)
mean_all = Op(
    "MeanBackward0",
    lambda self: _mean(self, tuple(range(self.ndim)), False),
    self=lambda grad, self_sym_sizes: np.broadcast_to(_divide(grad, math.prod(self_sym_sizes)), self_sym_sizes),
)
mean_dim = Op(
    "MeanBackward1",
    lambda self, dim, keepdim: _mean(self, dim, keepdim),
    self=lambda grad, self_sym_sizes, dim, keepdim: _spread(
        _divide(grad, _count(self_sym_sizes, dim)), self_sym_sizes, dim, keepdim
    ),
)


def _mean(array, dim, keepdim):
    return _divide(np.sum(array, axis=dim, keepdims=keepdim), _count(array.shape, dim))


def _divide(array, count):
    with np.errstate(invalid="ignore", divide="ignore"):  # the mean of nothing is nan, without a warning
        return array / array.dtype.type(count)


def _reduce(array, reduction):
    if reduction == "none":
        return array
    return np.sum(array) if reduction == "sum" else _mean(array, tuple(range(array.ndim)), False)


def _mse_grad(grad, difference, reduction):
    return 2 * difference * (_divide(grad, difference.size) if reduction == "mean" else grad)


mse_loss = Op(
    "MseLossBackward0",
    lambda self, target, reduction: _reduce(np.square(self - target), reduction),
    self=lambda grad, self, target, reduction: _mse_grad(grad, self - target, reduction),
    target=lambda grad, self, target, reduction: _mse_grad(grad, target - self, reduction),
)

# Products of matrices and vectors

dot = Op("DotBackward0", np.dot, self=lambda grad, tensor: grad * tensor, tensor=lambda grad, self: grad * self)
mv = Op("MvBackward0", np.dot, self=lambda grad, vec: np.outer(grad, vec), vec=lambda grad, self: self.T @ grad)
mm = Op("MmBackward0", np.matmul, self=lambda grad, mat2: grad @ mat2.T, mat2=lambda grad, self: self.T @ grad)
bmm = Op(
    "BmmBackward0",
    np.matmul,
    self=lambda grad, mat2: grad @ mat2.swapaxes(1, 2),
    mat2=lambda grad, self: self.swapaxes(1, 2) @ grad,
)
addmm = Op(
    "AddmmBackward0",
    lambda self, mat1, mat2: self + mat1 @ mat2,
    self=lambda grad: grad,
    mat1=lambda grad, mat2: grad @ mat2.T,
    mat2=lambda grad, mat1: mat1.T @ grad,
)

# Views: the result is another look at the same storage


def _reshape_back(grad, self_sym_sizes):
    return grad.reshape(self_sym_sizes)


def _put(grad, shape, index):
    """Return zeros of `shape` with `grad` at `index`: what was not selected gets no gradient."""
    full = np.zeros(shape, grad.dtype)
    full[index] = grad
    return full


def _put_added(grad, shape, index):
    """As `_put`, but an element that was selected twice gets both gradients."""
    full = np.zeros(shape, grad.dtype)
    np.add.at(full, index, grad)
    return full


def at(dim, index):
    """Return the NumPy index that means `index` in dimension `dim`. With "...", a single element is a view too."""
    return (*(slice(None),) * dim, index, ...)


view = Op("ViewBackward0", lambda self, size: np.reshape(self, size, copy=False), view=True, self=_reshape_back)
unsafe_view = Op("UnsafeViewBackward0", lambda self, size: np.reshape(self, size), self=_reshape_back)
transpose = Op(
    "TransposeBackward0",
    lambda self, dim0, dim1: np.swapaxes(self, dim0, dim1) if self.ndim else self[...],
    view=True,
    self=lambda grad, dim0, dim1: grad.swapaxes(dim0, dim1) if grad.ndim else grad,
)
t = Op("TBackward0", np.transpose, view=True, self=lambda grad: grad.T)
permute = Op(
    "PermuteBackward0",
    lambda self, dims: np.transpose(self, dims),
    view=True,
    self=lambda grad, dims: grad.transpose(np.argsort(dims)),
)
expand = Op("ExpandBackward0", lambda self, size: np.broadcast_to(self, size), view=True, self=lambda grad: grad)
unsqueeze = Op(
    "UnsqueezeBackward0",
    lambda self, dim: np.expand_dims(self, dim),
    view=True,
    self=lambda grad, dim: grad.squeeze(dim),
)
squeeze = Op(
    "SqueezeBackward4",
    lambda self, dim: np.squeeze(self, dim),
    view=True,
    self=lambda grad, dim: np.expand_dims(grad, dim),
)
select = Op(
    "SelectBackward0",
    lambda self, dim, index: self[at(dim, index)],
    view=True,
    self=lambda grad, self_sym_sizes, dim, index: _put(grad, self_sym_sizes, at(dim, index)),
)
slice_ = Op(
    "SliceBackward0",
    lambda self, dim, index: self[at(dim, index)],
    view=True,
    self=lambda grad, self_sym_sizes, dim, index: _put(grad, self_sym_sizes, at(dim, index)),
)

alias = Op("AliasBackward0", lambda self: self[...], view=True, self=lambda grad: grad)

# Indexing with tensors and lists copies what it picks

index = Op(
    "IndexBackward0",
    lambda self, indices: self[indices],
    self=lambda grad, self_sym_sizes, indices: _put_added(grad, self_sym_sizes, indices),
)
