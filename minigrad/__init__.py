"""minigrad: a small autograd package with PyTorch's names, rules and error texts, for teaching.

`import minigrad as torch` runs a learner's PyTorch script about gradients. `minigrad.draw` shows the graphs.
"""

import math as _math
import warnings as _warnings

# 1/0 is inf and log(-1) is nan here, as in PyTorch, without NumPy's warnings of them.
_warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"minigrad\.")

from ._tensor import Tensor  # noqa: I001  (first: the modules below are made of it)
from . import autograd, linalg, missing, random
from .autograd.anomaly import is_anomaly_enabled
from .creation import (
    arange, as_tensor, empty, empty_like, eye, from_numpy, full, full_like, linspace, ones, ones_like, tensor, zeros,
    zeros_like,
)  # fmt: skip
from .dtypes import (
    Size, bool, can_cast, device, dtype, finfo, float32, float64, get_default_dtype, iinfo, int32, int64, promote_types,
    set_default_dtype, uint8,
)  # fmt: skip
from .modes import (
    enable_grad, inference_mode, is_grad_enabled, is_inference_mode_enabled, no_grad, set_grad_enabled,
)  # fmt: skip
from .ops.arithmetic import (
    add, allclose, bitwise_and, bitwise_not, bitwise_or, bitwise_xor, div, eq, equal, floor_divide, fmod, ge,
    gt, isclose, le, logical_and, logical_not, logical_or, logical_xor, lt, mul, ne, pow, remainder, rsub, sub,
)  # fmt: skip
from .ops.arguments import tensors_only as _tensors_only
from .ops.choosing import (
    addcdiv, addcmul, clamp, clamp_max, clamp_min, clip, lerp, masked_fill, maximum, minimum, where,
)  # fmt: skip
from .ops.elementwise import (
    abs, ceil, clone, cos, erf, exp, expm1, floor, isfinite, isinf, isnan, log, log1p, nan_to_num, neg, reciprocal,
    relu, round, rsqrt, sigmoid, sign, sin, sqrt, square, tanh, trunc,
)  # fmt: skip
from .ops.indexing import gather, index_select, masked_select, nonzero, scatter, scatter_add
from .ops.joining import (
    argsort, cat, flip, repeat_interleave, roll, sort, stack, tile, topk, tril, triu, unique,
)  # fmt: skip
from .ops.products import addmm, bmm, dot, einsum, matmul, mm, mv, outer
from .ops.reductions import (
    all, amax, amin, any, argmax, argmin, count_nonzero, cumsum, log_softmax, logsumexp, max, mean, min, norm, prod,
    softmax, std, sum, var, var_mean,
)  # fmt: skip
from .ops.views import (
    broadcast_to, chunk, diagonal, flatten, narrow, permute, reshape, select, split, split_with_sizes, squeeze,
    swapaxes, t, transpose, unbind, unflatten, unsqueeze,
)  # fmt: skip
from .printing import set_printoptions
from .random import (
    Generator, bernoulli, get_rng_state, initial_seed, manual_seed, multinomial, normal, rand, rand_like, randint,
    randn, randn_like, randperm, set_rng_state,
)  # fmt: skip
from .saving import load, save
from .typed import BoolTensor, ByteTensor, DoubleTensor, FloatTensor, IntTensor, LongTensor

float, double, long, int = float32, float64, int64, int32
detach, detach_, is_complex = Tensor.detach, Tensor.detach_, Tensor.is_complex
relu_, sigmoid_, tanh_, exp_, log_ = Tensor.relu_, Tensor.sigmoid_, Tensor.tanh_, Tensor.exp_, Tensor.log_
abs_, neg_, sqrt_, clamp_ = Tensor.abs_, Tensor.neg_, Tensor.sqrt_, Tensor.clamp_
fill_, zero_, square_ = Tensor.fill_, Tensor.zero_, Tensor.square_
inf, nan, pi, e, newaxis = _math.inf, _math.nan, _math.pi, _math.e, None
contiguous_format, preserve_format = "contiguous_format", "preserve_format"  # for arguments without effect

# The functions of `ops` serve the formulas too, with arrays; users are told that these are no tensors.
for _function in (
    allclose, isclose, eq, fmod, ge, gt, le, lt, ne, rsub, bitwise_not, logical_and, logical_not, logical_or,
    logical_xor, addcdiv, addcmul, clamp, clamp_max, clamp_min, clip, lerp, masked_fill, where, ceil, clone, isfinite,
    isinf, isnan, nan_to_num, round, gather, index_select, masked_select, nonzero, scatter, scatter_add, argsort, flip,
    repeat_interleave, roll, sort, tile, topk, tril, triu, unique, addmm, broadcast_to, chunk, diagonal, flatten,
    narrow, permute, reshape, select, split, split_with_sizes, squeeze, swapaxes, t, transpose, unbind, unflatten,
    unsqueeze, bernoulli, multinomial,
):  # fmt: skip
    globals()[_function.__name__] = _tensors_only(_function)
for _function in (add, bitwise_and, bitwise_or, bitwise_xor, div, floor_divide, mul, pow, remainder, sub):
    globals()[_function.__name__] = _tensors_only(_function, accepts_numbers=True)
for _function in (
    detach, detach_, is_complex, relu_, sigmoid_, tanh_, exp_, log_, abs_, neg_, sqrt_, clamp_, fill_, zero_, square_,
):  # fmt: skip
    globals()[_function.__name__] = _tensors_only(_function)
subtract, multiply, divide, true_divide, negative, concat, swapdims = sub, mul, div, div, neg, cat, transpose

__version__ = "0.1.0"


class cuda:
    """What scripts ask of a graphics card: there is none."""

    @staticmethod
    def is_available():
        return False

    @staticmethod
    def device_count():
        return 0

    @staticmethod
    def manual_seed_all(seed):
        """Without effect."""

    manual_seed = manual_seed_all


class backends:
    """What scripts ask of, and set for, libraries that are not used here."""

    mps = cuda

    class cudnn:
        benchmark = deterministic = False


def is_tensor(obj):
    """Return True for a Tensor."""
    return isinstance(obj, Tensor)


@_tensors_only
def is_inference(input):
    """Return True for a tensor that was made in `inference_mode`."""
    return input.is_inference()


@_tensors_only
def is_floating_point(input):
    """Return True for a tensor of float32 or float64."""
    return input.is_floating_point()


@_tensors_only
def numel(input):
    """Return the number of elements."""
    return input.numel()


def result_type(tensor, other):  # noqa: F811  (PyTorch calls it so)
    """Return the dtype in which two tensors, or numbers, meet."""
    from . import dtypes
    from ._tensor import operand

    if not is_tensor(tensor):
        tensor = operand(other, tensor) if is_tensor(other) else as_tensor(tensor)
    return dtypes.from_numpy(dtypes.promote(tensor, operand(tensor, other)))


def set_warn_always(b):
    """Let warnings that are given only once be given every time (True), or not."""
    autograd.warn_always = b


def is_warn_always_enabled():
    return autograd.warn_always


def set_num_threads(number):
    """Accepted, and without effect: NumPy decides."""


__getattr__ = missing.module_getattr(__name__, "torch", submodules=("_C", "nn", "optim", "utils"))
