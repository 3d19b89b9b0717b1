"""Layers and losses as plain functions."""

import math
import warnings

import numpy as np

from .. import dtypes, missing, modes, random
from .._tensor import Tensor, cast, check_broadcast, not_a_tensor, wrap
from ..ops import arithmetic, choosing, convolution, elementwise, joining, losses, norms, products, reductions, views
from ..ops.activations import elu, elu_, gelu, leaky_relu, leaky_relu_, logsigmoid, silu, silu_, softplus
from ..ops.arguments import tensors_only
from ..ops.elementwise import sigmoid, tanh
from ..ops.joining import one_hot
from ..ops.norms import batch_norm, layer_norm

__all__ = [
    "avg_pool2d", "batch_norm", "binary_cross_entropy", "binary_cross_entropy_with_logits", "conv2d",
    "cosine_similarity", "cross_entropy", "dropout", "dropout_", "elu", "elu_", "embedding", "gelu", "huber_loss",
    "kl_div", "l1_loss", "layer_norm", "leaky_relu", "leaky_relu_", "linear", "log_softmax", "logsigmoid", "max_pool2d",
    "mse_loss", "nll_loss", "normalize", "one_hot", "pad", "relu", "relu_", "sigmoid", "silu", "silu_",
    "smooth_l1_loss", "softmax", "softplus", "tanh",
]  # fmt: skip

conv2d, max_pool2d, avg_pool2d = (
    convolution.conv2d, tensors_only(convolution.max_pool2d), tensors_only(convolution.avg_pool2d),
)  # fmt: skip
pad, layer_norm, one_hot = tensors_only(joining.pad), tensors_only(layer_norm), tensors_only(one_hot)
batch_norm = tensors_only(batch_norm)
elu_, leaky_relu_ = tensors_only(elu_), tensors_only(leaky_relu_)
elu, gelu, leaky_relu, logsigmoid, silu, softplus = (
    tensors_only(function) for function in (elu, gelu, leaky_relu, logsigmoid, silu, softplus)
)


def linear(input, weight, bias=None):
    """Return input @ weight.T + bias.

    input: (*, in_features), weight: (out_features, in_features), bias: (out_features) or None; result
    (*, out_features). Raises RuntimeError if the shapes do not fit.
    """
    if not isinstance(input, Tensor):
        raise not_a_tensor("linear", "input", 1, input)
    if not isinstance(weight, Tensor):
        raise not_a_tensor("linear", "weight", 2, weight)
    if bias is not None and not isinstance(bias, Tensor):
        raise not_a_tensor("linear", "bias", 3, bias)
    if bias is not None and input.ndim == 2:
        return products.linear(input, weight, bias)
    if input.ndim == 0 or weight.ndim == 0:
        raise RuntimeError(
            f"both arguments to linear need to be at least 1D, but they are {input.ndim}D and {weight.ndim}D"
        )
    if bias is None:
        return products.matmul(input, weight.t())
    if not input.is_contiguous() or weight.ndim != 2:
        return products.matmul(input, weight.t()).add_(bias)
    # One large product: the other dimensions become rows.
    shape = input._data.shape
    rows = views.view(input, math.prod(shape[:-1]), shape[-1])
    return views.view(linear(rows, weight, bias), *shape[:-1], weight._data.shape[0])


def embedding(
    input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False
):  # fmt: skip
    """Return the rows of `weight` (entries, size) at the whole numbers in `input` (*): a tensor (*, size).

    padding_idx: the row that gets no gradient. max_norm: rows that are longer (in the norm `norm_type`) are first
    shortened to it, in `weight` itself. Raises IndexError for a number that is no row, NotImplementedError for the
    settings that minigrad does not have.
    """
    if not isinstance(weight, Tensor):
        raise not_a_tensor("embedding", "weight", 1, weight)
    if scale_grad_by_freq or sparse:
        raise NotImplementedError("minigrad's embedding has no scale_grad_by_freq or sparse")
    return norms.embedding(input, weight, padding_idx, max_norm, norm_type)


# Activations


def relu(input, inplace=False):
    """Return max(0, x). inplace: written into the input."""
    return input.relu_() if inplace else elementwise.relu(input)


def relu_(input):
    """relu, written into the input."""
    return input.relu_()


def softmax(input, dim=None, _stacklevel=3, dtype=None):
    """Return exp(x) / sum(exp(x)) along `dim`."""
    return reductions.softmax(input, _softmax_dim("softmax", input, dim, _stacklevel), dtype=dtype)


def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    """Return log(softmax(x)) along `dim`, without overflow."""
    return reductions.log_softmax(input, _softmax_dim("log_softmax", input, dim, _stacklevel), dtype=dtype)


def _softmax_dim(name, input, dim, stacklevel):
    if dim is None:
        warnings.warn(
            f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an "
            "argument.",
            stacklevel=stacklevel,
        )
        return 0 if input.ndim in (0, 1, 3) else 1
    return dim


def dropout(input, p=0.5, training=True, inplace=False):
    """Return the input with elements zeroed with probability `p` and the others scaled by 1 / (1 - p).

    training: False returns the input itself. inplace: written into the input. Raises ValueError for other `p`.
    """
    if not isinstance(input, Tensor):
        raise not_a_tensor("dropout", "input", 1, input)
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if not training or p == 0 or input.numel() == 0:
        return input
    array = input._data
    if p == 1:
        kept = wrap(np.zeros((), array.dtype))
    else:
        if array.dtype.kind != "f":
            raise RuntimeError(f"result type Float can't be cast to the desired output type {input.dtype.scalar}")
        drawn = random.default_generator.numpy.random(array.shape, "float32")
        kept = wrap((drawn < 1 - p).astype(array.dtype) / array.dtype.type(1 - p))
    return input.mul_(kept) if inplace else input * kept


def dropout_(input, p=0.5, training=True):
    """dropout, written into the input."""
    return dropout(input, p, training, True)


# Distances and directions


def normalize(input, p=2.0, dim=1, eps=1e-12):
    """Return the input divided by its p-norm along `dim`, or by `eps` where that is larger."""
    length = choosing.clamp_min(reductions.norm(input, p, dim, keepdim=True), eps)
    return input / views.expand_as(length, input)


@tensors_only
def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    """Return the cosine of the angle between x1 and x2 along `dim`. Lengths below `eps` count as `eps`."""
    common = dtypes.promote(x1, x2)
    if common.kind != "f":
        raise RuntimeError(
            f"expected common dtype to be floating point, yet common dtype is {dtypes.from_numpy(common).scalar}"
        )
    directions = []
    check_broadcast(x1, x2)
    shape = np.broadcast_shapes(x1.shape, x2.shape)
    for x in (x1, x2):
        x = cast(x if x1.shape == x2.shape else views.expand(x, *shape), common)
        length = elementwise.clone(reductions.vector_norm(x, 2, dim, keepdim=True))
        with modes.no_grad():
            length.clamp_(min=eps)
        directions.append(x / length)
    return reductions.sum(directions[0] * directions[1], dim)


# Losses. reduction: "mean" of the losses of all elements, their "sum", or "none".

_REDUCTIONS = {"none": losses.NONE, "mean": losses.MEAN, "sum": losses.SUM}


def reduction_of(size_average, reduce, reduction):
    """Return the reduction that PyTorch's older arguments ask for, with its warning."""
    if size_average is None and reduce is None:
        return reduction
    size_average = size_average is None or size_average
    reduction = "none" if reduce is False else "mean" if size_average else "sum"
    warnings.warn(
        f"size_average and reduce args will be deprecated, please use reduction='{reduction}' instead.", stacklevel=3
    )
    return reduction


def _number(reduction, size_average=None, reduce=None):
    reduction = reduction_of(size_average, reduce, reduction)
    if reduction not in _REDUCTIONS:
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return _REDUCTIONS[reduction]


def _warn_of_sizes(input, target):
    if target.size() != input.size():
        warnings.warn(
            f"Using a target size ({target.size()}) that is different to the input size ({input.size()}). This will "
            "likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
            stacklevel=3,
        )


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    """Return (input - target) ** 2. Tensors of other than one shape are broadcast, with PyTorch's warning."""
    _warn_of_sizes(input, target)
    reduction = reduction_of(size_average, reduce, reduction)
    if weight is not None:
        return _weighted((input - target) ** 2, weight, input, reduction)
    return losses.difference_loss(losses.mse_loss_row, "mse_cpu", input, target, reduction=_number(reduction))


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    """Return |input - target|. Tensors of other than one shape are broadcast, with PyTorch's warning."""
    _warn_of_sizes(input, target)
    reduction = reduction_of(size_average, reduce, reduction)
    if weight is not None:
        return _weighted(losses.l1_loss(input, target, losses.NONE), weight, input, reduction)
    return losses.l1_loss(input, target, _number(reduction))


def _weighted(found, weight, input, reduction):
    if weight.size() != input.size():
        raise ValueError("Weights and input must have the same size.")
    found = found * weight
    if reduction == "none":
        return found
    return found.sum() if reduction == "sum" else found.sum() / weight.sum()


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    """Return d ** 2 / (2 * beta) where d = |input - target| is below `beta`, and d - beta / 2 beyond."""
    _warn_of_sizes(input, target)
    number = _number(reduction, size_average, reduce)
    if beta == 0:
        return losses.l1_loss(input, target, number)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    row = losses.smooth_l1_loss_row
    return losses.difference_loss(row, "smooth_l1_cpu", input, target, reduction=number, beta=beta)


def huber_loss(input, target, reduction="mean", delta=1.0):
    """Return d ** 2 / 2 where d = |input - target| is below `delta`, and delta * (d - delta / 2) beyond."""
    _warn_of_sizes(input, target)
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    row = losses.huber_loss_row
    return losses.difference_loss(row, "huber_cpu", input, target, reduction=_number(reduction), delta=delta)


def binary_cross_entropy(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    """Return -(target * log(input) + (1 - target) * log(1 - input)), for probabilities of one shape.

    weight: broadcast to that shape. Raises ValueError for different shapes, RuntimeError outside of [0, 1].
    """
    number = _number(reduction, size_average, reduce)
    if target.size() != input.size():
        raise ValueError(
            f"Using a target size ({target.size()}) that is different to the input size ({input.size()}) is "
            "deprecated. Please ensure they have the same size."
        )
    weight = None if weight is None else losses.broadcast(weight, target)[0]
    if target.dtype is not input.dtype:
        raise RuntimeError(f"Found dtype {target.dtype.scalar} but expected {input.dtype.scalar}")
    for name, tensor in (("input", input), ("target", target)):
        if not ((tensor._data >= 0) & (tensor._data <= 1)).all():
            raise RuntimeError(f"all elements of {name} should be between 0 and 1")
    return losses.run(losses.bce_row, (input, target, weight), reduction=number)


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):  # fmt: skip
    """Return binary_cross_entropy(sigmoid(input), target), without overflow.

    weight: broadcast to the shape of both. pos_weight: the weight of the target 1. Raises ValueError for different
    shapes.
    """
    number = _number(reduction, size_average, reduce)
    if target.size() != input.size():
        raise ValueError(f"Target size ({target.size()}) must be the same as input size ({input.size()})")
    if not input.dtype.is_floating_point:
        raise NotImplementedError(f"\"log_sigmoid_cpu\" not implemented for '{input.dtype.scalar}'")
    if target.dtype.category == 0:
        arithmetic.minus(target, target)  # which raises the error
    if not target.dtype.is_floating_point:
        kinds = input.dtype.scalar, target.dtype.scalar
        raise RuntimeError(f"result type {kinds[0]} can't be cast to the desired output type {kinds[1]}")
    for first, second in ((pos_weight, target), (target, weight)):
        if first is not None and second is not None:
            check_broadcast(first, second)
            other = first if second is target else second
            if other.ndim > target.ndim:
                raise RuntimeError(
                    f"output with shape {list(target.shape)} doesn't match the broadcast shape {list(other.shape)}"
                )
    return losses.run(losses.bce_logits_row, (input, target, weight, pos_weight), reduction=number)


@tensors_only
def nll_loss(
    input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"
):  # fmt: skip
    """Return the negative log-probability of the right class.

    input: log-probabilities (classes), (batch, classes) or (batch, classes, ...). target: class numbers, in the shape
    of input without the classes; those that are `ignore_index` do not count. weight: one for each class. Raises
    IndexError for a class that does not exist, ValueError or RuntimeError if shapes or types do not fit.
    """
    return losses.nll_loss(input, target, weight, _number(reduction, size_average, reduce), ignore_index)


@tensors_only
def cross_entropy(
    input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean", label_smoothing=0.0
):  # fmt: skip
    """Return nll_loss(log_softmax(input), target); the target may also be probabilities in the shape of the input.

    label_smoothing: the part of the target that is spread evenly over all classes. Otherwise as nll_loss.
    """
    number = _number(reduction, size_average, reduce)
    return losses.cross_entropy(input, target, weight, number, ignore_index, label_smoothing)


@tensors_only
def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    """Return target * (log(target) - input): how far log-probabilities `input` are from probabilities `target`.

    reduction: also "batchmean", the sum divided by the batch size. log_target: the target is logarithms too.
    """
    if size_average is None and reduce is None and reduction == "mean":
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides "
            "only by the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the "
            "same as 'batchmean' in the next major release.",
            stacklevel=2,
        )
    number = _number("sum" if reduction == "batchmean" else reduction, size_average, reduce)
    found = losses.kl_div(input, target, number, log_target)
    return found / input.shape[0] if reduction == "batchmean" and input.ndim else found


__getattr__ = missing.module_getattr(__name__, "torch.nn.functional")
