"""The methods of Tensor that are operations: the functions of `ops`, listed. minigrad.NAME is the same function."""

import numpy as np

from . import dtypes, inplace
from .ops import arithmetic, choosing, elementwise, indexing, joining, products, reductions, views, writing
from .ops.arguments import FUNCTIONS_ONLY, KINDS, as_method


def _without_arrays(operator):
    """Make an operator that refuses arrays, as PyTorch's comparisons do, and most operators with the array first."""

    def method(self, other):
        return NotImplemented if isinstance(other, np.ndarray) else operator(self, other)

    return method


def _cast_to(dtype):
    def method(self):
        return self.to(dtype)

    return elementwise.named(dtype.name, method, f"Return the tensor in {dtype.name}: itself if it is already.")


def _new(name, doc):
    """Make the method new_NAME of the function NAME of `creation`: in the dtype of the tensor unless told otherwise."""

    def method(self, *args, dtype=None, **named):
        from . import creation

        return getattr(creation, name)(*args, dtype=dtype or self.dtype, **named)

    return elementwise.named(f"new_{name}", method, f"Return {doc}, by default in the dtype of this one.")


class Operations:
    __slots__ = ()

    # Operators. PyTorch records 1 + x as x + 1.
    __add__, __radd__ = arithmetic.plus, _without_arrays(arithmetic.plus)
    __sub__, __rsub__ = arithmetic.minus, _without_arrays(arithmetic.rsub)
    __mul__, __rmul__ = arithmetic.times, _without_arrays(arithmetic.times)
    __truediv__, __rtruediv__ = arithmetic.true_divide, arithmetic.rdiv
    __floordiv__, __rfloordiv__ = arithmetic.floor_quotient, _without_arrays(arithmetic.rfloor_divide)
    __mod__, __rmod__ = arithmetic.rest, _without_arrays(arithmetic.rremainder)
    __pow__, __rpow__ = arithmetic.power, _without_arrays(arithmetic.rpow)
    __matmul__ = products.operator
    __neg__, __abs__ = elementwise.neg, elementwise.abs
    __eq__, __ne__ = arithmetic.equals, arithmetic.differs
    __lt__, __le__ = _without_arrays(arithmetic.less), _without_arrays(arithmetic.at_most)
    __gt__, __ge__ = _without_arrays(arithmetic.more), _without_arrays(arithmetic.at_least)
    __and__, __rand__ = arithmetic.and_, _without_arrays(arithmetic.and_)
    __or__, __ror__ = arithmetic.or_, _without_arrays(arithmetic.or_)
    __xor__, __rxor__ = arithmetic.xor, _without_arrays(arithmetic.xor)
    __invert__ = arithmetic.bitwise_not
    __getitem__, __setitem__ = indexing.getitem, indexing.setitem
    __pos__ = elementwise.positive

    # Arithmetic
    add, sub, mul, div, pow = arithmetic.add, arithmetic.sub, arithmetic.mul, arithmetic.div, arithmetic.pow
    subtract, multiply, divide, true_divide = sub, mul, div, div
    floor_divide, remainder, fmod = arithmetic.floor_divide, arithmetic.remainder, arithmetic.fmod
    eq, ne, lt, le, gt, ge = arithmetic.eq, arithmetic.ne, arithmetic.lt, arithmetic.le, arithmetic.gt, arithmetic.ge
    equal, allclose, isclose = arithmetic.equal, arithmetic.allclose, arithmetic.isclose
    logical_and, logical_or = arithmetic.logical_and, arithmetic.logical_or
    logical_xor, logical_not = arithmetic.logical_xor, arithmetic.logical_not
    bitwise_and, bitwise_or = arithmetic.bitwise_and, arithmetic.bitwise_or
    bitwise_xor, bitwise_not = arithmetic.bitwise_xor, arithmetic.bitwise_not
    maximum, minimum, masked_fill = choosing.maximum, choosing.minimum, choosing.masked_fill
    clamp, clip, clamp_min, clamp_max = choosing.clamp, choosing.clip, choosing.clamp_min, choosing.clamp_max
    lerp, addcmul, addcdiv = choosing.lerp, choosing.addcmul, choosing.addcdiv

    def where(self, condition, other):
        """Return the elements where `condition` holds, else those of `other`."""
        return choosing.where(condition, self, other)

    # Functions of each element
    neg = negative = elementwise.neg
    abs, sign, square = elementwise.abs, elementwise.sign, elementwise.square
    exp, expm1, log, log1p = elementwise.exp, elementwise.expm1, elementwise.log, elementwise.log1p
    sqrt, rsqrt, reciprocal = elementwise.sqrt, elementwise.rsqrt, elementwise.reciprocal
    sin, cos, tanh, sigmoid = elementwise.sin, elementwise.cos, elementwise.tanh, elementwise.sigmoid
    relu, erf = elementwise.relu, elementwise.erf
    floor, ceil, trunc, round = elementwise.floor, elementwise.ceil, elementwise.trunc, elementwise.round
    isnan, isinf, isfinite = elementwise.isnan, elementwise.isinf, elementwise.isfinite
    nan_to_num, clone = elementwise.nan_to_num, elementwise.clone

    # Reductions
    sum, mean, prod, var, std = reductions.sum, reductions.mean, reductions.prod, reductions.var, reductions.std
    norm, logsumexp, cumsum = reductions.norm, reductions.logsumexp, reductions.cumsum
    softmax, log_softmax = reductions.softmax, reductions.log_softmax
    max, min, amax, amin = reductions.max, reductions.min, reductions.amax, reductions.amin
    argmax, argmin, all, any = reductions.argmax, reductions.argmin, reductions.all, reductions.any
    count_nonzero = reductions.count_nonzero

    # Products
    matmul, mm, bmm, mv, dot = products.matmul, products.mm, products.bmm, products.mv, products.dot
    outer, addmm = products.outer, products.addmm

    # Views, and what may copy
    view, view_as, reshape, reshape_as = views.view, views.view_as, views.reshape, views.reshape_as
    flatten, unflatten, transpose, swapaxes = views.flatten, views.unflatten, views.transpose, views.swapaxes
    swapdims = transpose
    t, permute, expand, expand_as = views.t, views.permute, views.expand, views.expand_as
    broadcast_to, squeeze, unsqueeze = views.broadcast_to, views.squeeze, views.unsqueeze
    select, narrow, diagonal = views.select, views.narrow, views.diagonal
    split, chunk, unbind, split_with_sizes = views.split, views.chunk, views.unbind, views.split_with_sizes
    T, mT = property(views.transposed_all), property(views.transposed_matrix)

    # Joining and rearranging
    repeat, flip, tril, triu, tile = joining.repeat, joining.flip, joining.tril, joining.triu, joining.tile
    sort, argsort, topk, roll = joining.sort, joining.argsort, joining.topk, joining.roll
    repeat_interleave, unique = joining.repeat_interleave, joining.unique

    # Picking
    gather, index_select, masked_select = indexing.gather, indexing.index_select, indexing.masked_select
    nonzero, scatter, scatter_add = indexing.nonzero, indexing.scatter, indexing.scatter_add

    # In-place
    __iadd__, __isub__ = writing.iadd, writing.isub
    __imul__, __itruediv__ = inplace.binary(arithmetic.times), writing.itruediv
    add_, sub_, mul_, div_ = writing.add_, writing.sub_, writing.refusing(__imul__), writing.div_
    __ipow__ = pow_ = writing.pow_
    floor_divide_, remainder_ = writing.floor_divide_, writing.remainder_
    bitwise_and_, bitwise_or_, bitwise_xor_ = writing.bitwise_and_, writing.bitwise_or_, writing.bitwise_xor_
    __ifloordiv__, __imod__ = arithmetic.operator_of(floor_divide_), arithmetic.operator_of(remainder_)
    __iand__, __ior__, __ixor__ = (arithmetic.operator_of(f) for f in (bitwise_and_, bitwise_or_, bitwise_xor_))
    copy_, fill_, zero_ = writing.copy_, writing.fill_, writing.zero_
    masked_fill_, clamp_, index_put_ = writing.masked_fill_, writing.clamp_, writing.index_put_
    scatter_, scatter_add_ = writing.scatter_, writing.scatter_add_
    lerp_, addcmul_, addcdiv_ = writing.lerp_, writing.addcmul_, writing.addcdiv_
    neg_, abs_, exp_ = (inplace.unary(f) for f in (elementwise.neg, elementwise.abs, elementwise.exp))
    log_, sqrt_, tanh_ = (inplace.unary(f) for f in (elementwise.log, elementwise.sqrt, elementwise.tanh))
    sin_, cos_, relu_ = (inplace.unary(f) for f in (elementwise.sin, elementwise.cos, elementwise.relu))
    sigmoid_, square_ = (inplace.unary(f) for f in (elementwise.sigmoid, elementwise.square))
    t_, transpose_ = inplace.viewing(views.t, (1,)), inplace.viewing(views.transpose, (1,))
    swapdims_, swapaxes_ = transpose_, inplace.viewing(views.swapaxes, (1,))
    squeeze_, unsqueeze_ = inplace.viewing(views.squeeze, (3, 4, 5)), inplace.viewing(views.unsqueeze, (1,))
    floor_, ceil_ = inplace.unary(elementwise.floor), inplace.unary(elementwise.ceil)
    reciprocal_, rsqrt_ = inplace.unary(elementwise.reciprocal), inplace.unary(elementwise.rsqrt)
    log1p_, expm1_, erf_ = (inplace.unary(f) for f in (elementwise.log1p, elementwise.expm1, elementwise.erf))
    sign_, trunc_ = inplace.unary(elementwise.sign), inplace.unary(elementwise.trunc)

    # Types

    def to(self, *args, dtype=None, device=None, copy=False, non_blocking=False):
        """Return this tensor in another dtype: itself if it has it already (unless `copy`), else a recorded copy.

        args: a dtype, a device ("cpu"), both, or a tensor whose dtype is taken. Raises RuntimeError for another device.
        """
        from ._tensor import Tensor, cast

        for arg in args:
            if isinstance(arg, dtypes.dtype | type):
                dtype = arg
            elif isinstance(arg, Tensor):
                dtype = arg.dtype
            elif isinstance(arg, str | dtypes.device):
                device = arg
            elif not isinstance(arg, bool) and arg is not None:
                raise TypeError(
                    f"to() takes a dtype such as minigrad.float64, a tensor, or 'cpu', not {arg!r}: there is no other "
                    "device"
                )
        dtypes.check_device(device)
        result = self if dtype is None else cast(self, dtypes.resolve(dtype).numpy)
        return elementwise.to_copy(self, dtype=self._data.dtype) if copy and result is self else result

    def type(self, dtype=None):
        """Return the name of the tensor's type, or the tensor in another dtype."""
        from .typed import dtype_of

        return self.dtype.type_name if dtype is None else self.to(dtype_of(dtype))

    def type_as(self, other):
        """Return the tensor in the dtype of `other`."""
        if not hasattr(other, "_data"):
            raise elementwise._tensor.not_a_tensor("type_as", "other", 1, other)
        return self.to(other.dtype)

    def cpu(self):
        """Return the tensor itself: it is on the CPU."""
        return self

    def cuda(self, device=None):
        """Raise RuntimeError: there is no other device than the CPU."""
        dtypes.check_device("cuda")

    float, double, long = _cast_to(dtypes.float32), _cast_to(dtypes.float64), _cast_to(dtypes.int64)
    int, byte, bool = _cast_to(dtypes.int32), _cast_to(dtypes.uint8), _cast_to(dtypes.bool)

    # New tensors like this one

    new_tensor, new_full = _new("tensor", "a new tensor of the numbers"), _new("full", "a tensor of one number")
    new_zeros, new_ones = _new("zeros", "a tensor of zeros"), _new("ones", "a tensor of ones")
    new_empty = _new("empty", "a tensor whose elements nobody has set")

    def new(self, *args):
        """Return a tensor of this dtype: of a size, or of the numbers in a list."""
        from .typed import ALL

        return ALL[self.dtype.type_name](*args)

    def index_put(self, indices, values, accumulate=False):
        """Return the tensor with `values` where the index tensors `indices` point; accumulate: added."""
        arrays = tuple(index._data for index in indices)
        try:
            return indexing.index_put_row(self, values, indices=arrays, accumulate=accumulate)
        except IndexError as error:
            raise indexing._index_error(error, self, arrays) from None

    # Random numbers

    def multinomial(self, num_samples, replacement=False, *, generator=None):
        """Return indices drawn with the weights in the tensor."""
        from . import random

        return random.multinomial(self, num_samples, replacement, generator=generator)

    def bernoulli(self, *, generator=None):
        """Return 1 with the probability that each element says, else 0."""
        from . import random

        return random.bernoulli(self, generator=generator)

    def bernoulli_(self, p=0.5, *, generator=None):
        """Write 1 with probability p, else 0."""
        from . import random

        return random.bernoulli_(self, p, generator=generator)

    def normal_(self, mean=0.0, std=1.0, *, generator=None):
        """Write draws from the normal distribution."""
        from . import random

        return random.write(self, generator, "normal", mean, std)

    def uniform_(self, a=0.0, b=1.0, *, generator=None):
        """Write draws from the uniform distribution on [a, b)."""
        from . import random

        return random.write(self, generator, "uniform", a, b)


# Arithmetic is too quick for a check, and has its own.
for _name in KINDS.keys() - FUNCTIONS_ONLY:
    setattr(Operations, _name, as_method(getattr(Operations, _name)))
for _name in ("add", "sub", "subtract", "mul", "multiply", "eq", "ne", "lt", "le", "gt", "ge"):
    setattr(Operations, _name, getattr(Operations, _name).as_method)
