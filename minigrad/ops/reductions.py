"""Operations that make many elements one: sums, means, extremes and what is built on them."""

import builtins
import math
import warnings

import numpy as np

from .. import _tensor, dtypes
from ..record import Op, Recorded
from .arguments import dims_of, numpy_names
from .choosing import choose, maximum, minimum
from .elementwise import exp, named, quiet, sign, zeros
from .views import at, expand_row, stack_row, take_at

# Everywhere: dim is a number, or a tuple of numbers, or None for all; keepdim keeps the reduced dimensions with size 1.


def restore(grad, shape, dim, keepdim):
    """Give a gradient, or a result, the dimensions back that were reduced, with size 1."""
    if keepdim or len(grad.shape) == len(shape):
        return grad
    return grad.reshape(tuple(1 if k in dim else size for k, size in enumerate(shape)))


def _spread(grad, shape, dim, keepdim):
    """Give every element of the input the gradient of the result that it went into."""
    grad = restore(grad, shape, dim, keepdim)
    return expand_row(grad, size=shape) if isinstance(grad, _tensor.Tensor) else np.broadcast_to(grad, shape)


def _in_order(forward):
    """Return `forward` with a result whose elements lie in order, as after each of PyTorch's reductions."""
    return lambda array, **settings: np.asarray(forward(array, **settings), order="C")


def _count(shape, dim):
    return math.prod(shape[d] for d in dim)


def _sum(array, dim, keepdim):
    dtype = None if array.dtype.kind == "f" else np.int64
    return np.add.reduce(array, axis=dim, keepdims=keepdim, dtype=dtype)


_sum_all = Op(
    "SumBackward0",
    lambda self: _sum(self, tuple(range(self.ndim)), False),
    self=lambda grad, self_shape: expand_row(grad, size=self_shape),
)
_sum_dim = Op(
    "SumBackward1",
    _in_order(_sum),
    self=lambda grad, self_shape, dim, keepdim: _spread(grad, self_shape, dim, keepdim),
)


def _in_type(row, input, dtype, **settings):
    """Run a row in another dtype. Between floating dtypes the cast is not recorded by itself."""
    if dtype is None:
        return row(input, **settings)
    dtype = dtypes.resolve(dtype)
    if dtype.is_floating_point and input.is_floating_point():
        return row.mixed(input, dtype=dtype.numpy, **settings)
    return _tensor.cast(row(_tensor.cast(input, dtype.numpy), **settings), dtype.numpy)


@numpy_names
def sum(input, dim=None, keepdim=False, *, dtype=None):
    """Return the sum of the elements. Integers and bools are added up in int64."""
    if dim is None and not keepdim:
        return _in_type(_sum_all, input, dtype)
    return _in_type(_sum_dim, input, dtype, dim=dims_of(input, dim), keepdim=keepdim)


def _mean(array, dim, keepdim):
    count = _count(array.shape, dim)
    total = np.add.reduce(array, axis=dim, keepdims=keepdim)
    return total / array.dtype.type(count) if count else quiet(np.true_divide)(total, array.dtype.type(0))


_mean_all = Op(
    "MeanBackward0",
    lambda self: _mean(self, tuple(range(self.ndim)), False),
    self=lambda grad, self_shape: (
        expand_row(grad / math.prod(self_shape), size=self_shape)
        if math.prod(self_shape)
        else expand_row(grad, size=self_shape)
    ),
)
_mean_dim = Op(
    "MeanBackward1",
    _in_order(_mean),
    self=lambda grad, self_shape, dim, keepdim: _spread(
        grad / builtins.max(1, _count(self_shape, dim)), self_shape, dim, keepdim
    ),
)


def _need_floats(input, dtype):
    word, kind = ("Input", input.dtype) if dtype is None else ("Optional", dtypes.resolve(dtype))
    if not kind.is_floating_point:
        raise RuntimeError(
            f"mean(): could not infer output dtype. {word} dtype must be either a floating point or complex dtype. "
            f"Got: {kind.scalar}"
        )


@numpy_names
def mean(input, dim=None, keepdim=False, *, dtype=None):
    """Return the mean of the elements. Raises RuntimeError for integers."""
    _need_floats(input, dtype)
    if dim is None and not keepdim:
        return _in_type(_mean_all, input, dtype)
    return _in_type(_mean_dim, input, dtype, dim=dims_of(input, dim), keepdim=keepdim)


def _prod_grad(grad, self, result, dim, keepdim):
    """The product of the others, also where some are 0. PyTorch asks for `result` too: so it may not be overwritten."""
    shape = self.shape
    grad = restore(grad, shape, (dim,), keepdim)
    ones = self * 0 + 1
    before = _shifted(self, ones, dim, False)
    after = _shifted(self, ones, dim, True)
    return grad * before * after


def _shifted(self, ones, dim, backwards):
    """Return for each element the product of those before it (or after it)."""
    size = self.shape[dim]
    if size == 0:
        return ones
    parts, running = [], take(ones, dim, 0)
    for k in range(size):
        parts.append(running)
        running = running * take(self, dim, size - 1 - k if backwards else k)
    return stack_row(*(reversed(parts) if backwards else parts), dim=dim)


def take(x, dim, index):
    return take_at(x, key=at(dim, index))


def _prod(array, dim, keepdim):
    if array.ndim == 0:
        return array.copy()
    return np.prod(array, axis=dim, keepdims=keepdim, dtype=None if array.dtype.kind == "f" else np.int64)


_prod_dim = Op(
    "ProdBackward1",
    _in_order(quiet(_prod)),
    self=lambda grad, self, result, dim, keepdim: (
        _prod_grad(grad, self, result, dim, keepdim) if len(self.shape) else grad
    ),
)
_prod_all = Op(
    "ProdBackward0",
    quiet(lambda self: _prod(self.reshape(-1), 0, False)),
    self=lambda grad, self, result: (
        _prod_grad(grad, self.reshape((-1,)), result, 0, False).reshape(self.shape) if len(self.shape) else grad
    ),
)


@numpy_names
def prod(input, dim=None, keepdim=False, *, dtype=None):
    """Return the product of the elements, or along one dimension."""
    if input._data.dtype.kind != "f" and dtype is None:
        input = _tensor.cast(input, np.int64)
    if dim is None:
        return _in_type(_prod_all, input, dtype)
    return _in_type(_prod_dim, input, dtype, dim=_tensor._dim(input, dim), keepdim=keepdim)


def _var(array, dim, correction, keepdim):
    centred = array - _mean(array, dim, True)
    degrees = builtins.max(0, _count(array.shape, dim) - correction)
    total = np.add.reduce(centred * centred, axis=dim, keepdims=keepdim)
    return quiet(np.true_divide)(total, array.dtype.type(degrees))


def _var_grad(grad, self, dim, correction, keepdim, whole):
    grad = restore(grad, self.shape, dim, keepdim)
    count = _count(self.shape, dim)
    centred = self - self.sum(axis=dim, keepdims=True) / builtins.max(1, count)
    degrees = count - correction
    if degrees <= 0 and whole:
        return grad * choose(centred == 0, zeros(centred) + math.nan, zeros(centred) + math.inf)
    return grad * (centred * (2 / degrees if degrees else math.inf))


_var_row = Op(
    "VarBackward0",
    _in_order(lambda self, dim, correction, keepdim, whole: _var(self, dim, correction, keepdim)),
    self=_var_grad,
)
_var_mean_row = Op(
    "VarMeanBackward0",
    lambda self, dim, correction, keepdim, whole: (_var(self, dim, correction, keepdim), _mean(self, dim, keepdim)),
    outputs="all",
    self=lambda grads, self, dim, correction, keepdim, whole: (
        _var_grad(grads[0], self, dim, correction, keepdim, whole)
        + _spread(grads[1] / builtins.max(1, _count(self.shape, dim)), tuple(self.shape), dim, keepdim)
    ),
)
_std_row = Op(
    "StdBackward0",
    _in_order(lambda self, dim, correction, keepdim, whole: np.sqrt(_var(self, dim, correction, keepdim))),
    # 0 where the result is 0, as in PyTorch.
    self=lambda grad, self, result, dim, correction, keepdim, whole: _var_grad(
        choose(result == 0, zeros(grad), grad / (2 * result)), self, dim, correction, keepdim, whole
    ),
)


def _spread_measure(name, row, doc, who="std and var"):
    def function(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
        if isinstance(dim, bool):  # var(unbiased)
            dim, unbiased = None, dim
        if input._data.dtype.kind != "f":
            raise RuntimeError(f"{who} only support floating point and complex dtypes")
        if unbiased is not None and (correction is not None or not isinstance(unbiased, bool)):
            raise TypeError(f"{name}() received an invalid combination of arguments: unbiased and correction")
        if correction is None:
            correction = 1 if unbiased is None or unbiased else 0
        dims = dims_of(input, dim)
        shape = input._data.shape
        results = math.prod(size for k, size in enumerate(shape) if k not in dims)
        if (_count(shape, dims) if results else 0) - correction <= 0:
            warnings.warn(
                f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor "
                "(input numel divided by output numel).",
                UserWarning,
                stacklevel=3,
            )
        whole = dim is None or input.ndim == 0
        return row(input, dim=dims, correction=correction, keepdim=keepdim, whole=whole)

    return numpy_names(named(name, function, doc))


var = _spread_measure(
    "var",
    _var_row,
    "Return the variance: squared distances from the mean, divided by their number less `correction` (1).",
)
std = _spread_measure("std", _std_row, "Return the square root of the variance.")
var_mean = _spread_measure("var_mean", _var_mean_row, "Return the variance and the mean.", "var_mean")


# Norms


def _norm(array, p, dim, keepdim):
    with np.errstate(all="ignore"):
        if p == 2:
            return np.sqrt(np.add.reduce(array * array, axis=dim, keepdims=keepdim))
        sizes = np.abs(array)
        if p == math.inf:
            return np.max(sizes, axis=dim, keepdims=keepdim, initial=0)
        if p == -math.inf:
            return np.min(sizes, axis=dim, keepdims=keepdim)
        if p == 0:
            return np.add.reduce((array != 0).astype(array.dtype), axis=dim, keepdims=keepdim)
        return np.add.reduce(sizes**p, axis=dim, keepdims=keepdim) ** array.dtype.type(1 / p)


def _norm_grad(grad, self, result, p, dim, keepdim):
    grad, result = restore(grad, self.shape, dim, keepdim), restore(result, self.shape, dim, keepdim)
    if p == 0:
        return None
    if p == 2:
        return grad * choose(result == 0, zeros(self), self / result)
    signs = sign.op(self)
    size = self * signs
    if abs(p) == math.inf:
        chosen = choose((size == result) | (self != self), zeros(self) + 1, zeros(self))
        return signs * (chosen * (grad / chosen.sum(axis=dim, keepdims=True)))
    if p == 1:
        return grad * signs
    return grad * choose(result == 0, zeros(self), signs * size ** (p - 1) / result ** (p - 1))


_norm_row = Op("LinalgVectorNormBackward0", _in_order(_norm), self=_norm_grad)


@numpy_names
def norm(input, p="fro", dim=None, keepdim=False, dtype=None):
    """Return the p-norm of the elements, or along dimensions: (sum |x| ** p) ** (1 / p).

    p: a number, inf, -inf, or "fro", which means 2. Raises RuntimeError for integers.
    """
    if input._data.dtype.kind != "f":
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input. Got " + input.dtype.scalar
        )
    if dtype is not None:
        dtype = dtypes.resolve(dtype)
        if not dtype.is_floating_point:
            raise RuntimeError(f"linalg.vector_norm: dtype should be floating point or complex, but got {dtype.scalar}")
        if dtype.itemsize < input.itemsize:
            raise RuntimeError(
                f"linalg.vector_norm: the dtype of the input ({input.dtype.scalar}) should be convertible without "
                f"narrowing to the specified dtype ({dtype.scalar})"
            )
        input = _tensor.cast(input, dtype.numpy)
    if isinstance(p, np.ndarray | list | tuple | dict | bool) or getattr(p, "ndim", 0):
        raise TypeError(f"linalg_vector_norm(): argument 'ord' (position 2) must be Number, not {type(p).__name__}")
    if isinstance(p, str) and p != "fro":
        raise RuntimeError(f"norm(): minigrad has the order 'fro' and numbers, not {p!r}")
    p, dims = 2.0 if p in ("fro", None) else float(p), dims_of(input, dim)
    if input.numel() == 0 and (p < 0 or p == math.inf):
        if dim is None:
            raise RuntimeError(
                f"linalg.vector_norm cannot compute the {p:g} norm on an empty tensor because the operation does not "
                "have an identity"
            )
        for given, place in zip(dim if isinstance(dim, tuple | list) else (dim,), dims, strict=False):
            if input._data.shape[place] == 0:
                raise RuntimeError(
                    f"linalg.vector_norm cannot compute the {p:g} norm on the dimension {given}because this dimension "
                    "is empty and the operation does not have an identity"
                )
    return _norm_row(input, p=p, dim=dims, keepdim=keepdim)


def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None):
    """Return the norm of the elements, or along dimensions, as of one vector."""
    if isinstance(ord, str):
        raise TypeError(f"linalg_vector_norm(): argument 'ord' must be Number, not {type(ord).__name__}")
    return norm(x, ord, dim, keepdim, dtype)


# Extremes


def _evenly(grad, self, result, dim, keepdim):
    """Share the gradient evenly between all elements that have the extreme value."""
    grad, result = restore(grad, self.shape, dim, keepdim), restore(result, self.shape, dim, keepdim)
    chosen = choose(self == result, zeros(self) + 1, zeros(self))
    return chosen * (grad / chosen.sum(axis=dim, keepdims=True))


def _evenly_all(grad, self, result):
    """The same for the extreme of all elements. Where that is nan, what is nan gets the gradient."""
    chosen = (self == result) | ((self != self) & (result != result))
    count = chosen.sum() if isinstance(chosen, np.ndarray) else int(chosen.sum())
    return choose(chosen, grad / count, zeros(self))


def _empty(name, input, dim=None, error=IndexError):
    """Raise PyTorch's error if there is nothing to find an extreme in."""
    if input._data.size:
        return
    if dim is None:
        raise error(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim "
            "with the 'dim' argument."
        )
    for place in dim:
        if -input.ndim <= place < input.ndim and input._data.shape[place] == 0:
            raise IndexError(f"{name}(): Expected reduction dim {place} to have non-zero size.")


_max_all = Op("MaxBackward1", lambda self: np.max(self), self=_evenly_all)
_min_all = Op("MinBackward1", lambda self: np.min(self), self=_evenly_all)
_amax = Op(
    "AmaxBackward0", _in_order(lambda self, dim, keepdim: np.max(self, axis=dim, keepdims=keepdim)), self=_evenly
)
_amin = Op(
    "AminBackward0", _in_order(lambda self, dim, keepdim: np.min(self, axis=dim, keepdims=keepdim)), self=_evenly
)


def _at_index(self, indices, dim, keepdim):
    if self.ndim == 0:
        return self.copy()
    values = np.take_along_axis(self, np.expand_dims(indices, dim), dim)
    return values if keepdim else values.squeeze(dim)


def _with_index(search):
    def forward(self, dim, keepdim):
        indices = search(self, dim) if self.ndim else np.zeros((), np.int64)
        values = _at_index(self, indices, dim, keepdim)
        return values, (np.expand_dims(indices, dim) if keepdim and self.ndim else indices)

    return forward


def _from_index(grad, indices, shape, dim, keepdim):
    from .indexing import scatter_zeros

    if len(shape) == 0:
        return grad
    if not keepdim:
        grad = grad.reshape((*shape[:dim], 1, *shape[dim + 1 :]))
        indices = indices.reshape((*shape[:dim], 1, *shape[dim + 1 :]))
    return scatter_zeros(grad, index=getattr(indices, "_data", indices), dim=dim, shape=shape)


_max_dim = Op(
    "MaxBackward0",
    _with_index(lambda self, dim: np.argmax(self, dim)),
    self=lambda grad, result1, self_shape, dim, keepdim: _from_index(grad, result1, self_shape, dim, keepdim),
)
_min_dim = Op(
    "MinBackward0",
    _with_index(lambda self, dim: np.argmin(self, dim)),
    self=lambda grad, result1, self_shape, dim, keepdim: _from_index(grad, result1, self_shape, dim, keepdim),
)


class _Pair(tuple):
    """(values, indices), as PyTorch's named tuples."""

    __slots__ = ()
    values = property(lambda self: self[0])
    indices = property(lambda self: self[1])

    def __repr__(self):
        return f"torch.return_types.{self._name}(\nvalues={self[0]!r},\nindices={self[1]!r})"


def pair(name):
    return type(name, (_Pair,), {"__slots__": (), "_name": name})


_types = {name: pair(name) for name in ("max", "min", "sort", "topk", "median")}


def _extreme(name, whole, along, elementwise, doc):
    def function(input, dim=None, keepdim=False, *, other=None):
        if isinstance(dim, _tensor.Tensor) or other is not None:
            return elementwise(input, dim if other is None else other)
        if dim is None:
            _empty(name, input, error=RuntimeError)
            return whole(input)
        dim = _tensor._dim(input, dim)
        if input.ndim:
            _empty(name, input, (dim,))
        return _types[name](along(input, dim=dim, keepdim=keepdim))

    return numpy_names(named(name, function, doc))


max = _extreme(
    "max",
    _max_all,
    _max_dim,
    maximum,
    "Return the largest element; along a dimension (values, indices), where the first of several equal ones gets the "
    "gradient; with another tensor the larger of each two.",
)
min = _extreme("min", _min_all, _min_dim, minimum, "Return the smallest element; otherwise as max.")


def _shared_extreme(name, row, doc):
    def function(input, dim=(), keepdim=False):
        if input.numel() == 0 and dim in ((), []):
            _empty(name, input, error=RuntimeError)
        _empty(name, input, [d for d in (dim if isinstance(dim, tuple | list) else (dim,)) if input.ndim])
        dims = dims_of(input, dim)
        return row(input, dim=dims, keepdim=keepdim)

    return numpy_names(named(name, function, doc))


amax = _shared_extreme("amax", _amax, "Return the largest elements. Several equal ones share the gradient.")
amin = _shared_extreme("amin", _amin, "Return the smallest elements. Several equal ones share the gradient.")


def _arg(name, search, doc):
    def function(input, dim=None, keepdim=False):
        if input._data.dtype.kind == "b":
            raise RuntimeError(f"{name}(): does not support bool input")
        if dim is None:
            if input.numel() == 0:
                raise IndexError(f"{name}(): Expected reduction dim to be specified for input.numel() == 0.")
            flat = search(input._data.reshape(-1), 0)
            return _tensor.wrap(np.asarray(flat).reshape((1,) * input.ndim) if keepdim else flat)
        dim = _tensor._dim(input, dim)
        if input.ndim == 0:
            return _tensor.wrap(np.zeros((), np.int64))
        _empty(name, input, (dim,))
        found = search(input._data, dim)
        return _tensor.wrap(np.expand_dims(found, dim) if keepdim else found)

    return numpy_names(named(name, function, doc))


argmax = _arg("argmax", np.argmax, "Return the index of the largest element, of all in order or along a dimension.")
argmin = _arg("argmin", np.argmin, "Return the index of the smallest element, of all in order or along a dimension.")


def _quantifier(name, search, doc):
    def function(input, dim=None, keepdim=False):
        none = isinstance(dim, tuple | list) and not dim  # each element by itself
        found = search(input._data, axis=() if none else dims_of(input, dim), keepdims=keepdim)
        return _tensor.wrap(np.asarray(found, np.uint8 if input._data.dtype == np.uint8 else None, order="C"))

    return numpy_names(named(name, function, doc))


all = _quantifier("all", np.all, "Return whether all elements are true (not 0).")
any = _quantifier("any", np.any, "Return whether any element is true (not 0).")


@numpy_names
def count_nonzero(input, dim=None):
    """Return the number of elements that are not 0."""
    return _tensor.wrap(np.asarray(np.count_nonzero(input._data, axis=dims_of(input, dim))))


# Exponentials and running sums


def _logsumexp(array, dim, keepdim):
    with np.errstate(all="ignore"):
        top = np.max(array, axis=dim, keepdims=True, initial=-np.inf)
        top = np.where(np.isfinite(top), top, 0)
        total = np.log(np.add.reduce(np.exp(array - top), axis=dim, keepdims=True)) + top
    return total if keepdim else total.squeeze(dim)


_logsumexp_row = Op(
    "LogsumexpBackward0",
    _in_order(_logsumexp),
    self=lambda grad, self, result, dim, keepdim: (
        restore(grad, self.shape, dim, keepdim) * exp.op(self - restore(result, self.shape, dim, keepdim))
    ),
)


@numpy_names
def logsumexp(input, dim, keepdim=False):
    """Return log(sum(exp(input))) along `dim`, without overflow."""
    if input._data.dtype.kind != "f":
        input = _tensor.cast(input, dtypes.default.numpy)
    return _logsumexp_row(input, dim=dims_of(input, dim), keepdim=keepdim)


def _softmax(array, dim):
    if array.ndim == 0:
        return np.exp(array - array)  # 1, or nan
    array = np.ascontiguousarray(array)  # the result lies in order, as in PyTorch
    e = array - np.maximum.reduce(array, axis=dim, keepdims=True, initial=-np.inf)
    np.exp(e, out=e)
    e /= np.add.reduce(e, axis=dim, keepdims=True)
    return e


@quiet
def log_softmax_array(array, dim):
    if array.ndim == 0:
        return array - array  # 0, or nan
    array = np.ascontiguousarray(array)
    x = array - np.maximum.reduce(array, axis=dim, keepdims=True, initial=-np.inf)
    x -= np.log(np.add.reduce(np.exp(x), axis=dim, keepdims=True))
    return x


softmax_row = Op(
    "SoftmaxBackward0",
    quiet(_softmax),
    self=lambda grad, result, dim: result * (grad - total(grad * result, dim)),
)
log_softmax_row = Op(
    "LogSoftmaxBackward0",
    log_softmax_array,
    self=lambda grad, result, dim: grad - exp.op(result) * total(grad, dim),
)


def _log_softmax_of_rows_grad(node, grad):
    if type(grad) is not np.ndarray or not node._saved or node._saved[0]._counter[0]:
        return Recorded.apply(node, grad)
    result = np.exp(node._saved[0]._data)
    result *= np.add.reduce(grad, axis=1, keepdims=True)
    return (np.subtract(grad, result, out=result),)


# The node of log_softmax when made by the usual cross-entropy, for the rows of a matrix.
LogSoftmaxOfRows = log_softmax_row.short_node(_log_softmax_of_rows_grad)


def total(x, dim):
    """Return the sum along one dimension, which stays with size 1; of a 0-dimensional value, the value."""
    return x.sum(axis=dim, keepdims=True) if len(x.shape) else x


def _softmax_of(name, row, input, dim, dtype):
    dim = _tensor._dim(input, dim)
    if dtype is None and input._data.dtype.kind != "f":
        if not input._data.size:
            return _tensor.wrap(input._data.copy())
        kernel = f"{name}_lastdim_kernel_impl" if dim >= input.ndim - 1 else f"{name}_kernel_impl"
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{input.dtype.scalar}'")
    return row(input if dtype is None else _tensor.cast(input, dtypes.resolve(dtype).numpy), dim=dim)


@numpy_names
def softmax(input, dim, dtype=None):
    """Return exp(input) / sum(exp(input)) along `dim`."""
    return _softmax_of("softmax", softmax_row, input, dim, dtype)


@numpy_names
def log_softmax(input, dim, dtype=None):
    """Return log(softmax(input)) along `dim`, without overflow."""
    return _softmax_of("log_softmax", log_softmax_row, input, dim, dtype)


def _cumsum_array(array, dim):
    dtype = array.dtype if array.dtype.kind == "f" else np.int64
    return np.cumsum(np.ascontiguousarray(array), axis=dim, dtype=dtype) if array.ndim else array.astype(dtype)


_cumsum = Op(
    "CumsumBackward0",
    lambda self, dim: _cumsum_array(self, dim),
    self=lambda grad, dim: _reversed_cumsum(grad, dim=dim),
)
_reversed_cumsum = Op(
    "ReversedCumsumBackward0",
    lambda self, dim: np.flip(np.cumsum(np.flip(self, dim), axis=dim), dim) if self.ndim else self,
    self=lambda grad, dim: _cumsum(grad, dim=dim),
)


@numpy_names
def cumsum(input, dim, *, dtype=None):
    """Return the running sums along `dim`."""
    return _in_type(_cumsum, input, dtype, dim=_tensor._dim(input, dim))
