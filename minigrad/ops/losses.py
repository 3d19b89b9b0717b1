"""How far a prediction is from its target.

Every loss has a `reduction`, here as PyTorch's number for it: NONE (a loss for each element), MEAN or SUM.
"""

import math

import numpy as np

from .. import _tensor, dtypes, modes
from ..graph import UNTRACKED, edge_to_record, numbers
from ..record import Op, Recorded
from . import arithmetic, choosing, elementwise, indexing, reductions, views
from .activations import log_sigmoid_array, logsigmoid_row
from .choosing import choose
from .elementwise import abs, exp, log, quiet, sigmoid, sign

NONE, MEAN, SUM = 0, 1, 2

_divide = quiet(np.true_divide)


def _mean_of(total, count):
    return total / count if count else _divide(total, count)  # the mean of no losses is nan


def _reduced(losses, reduction):
    if reduction == NONE:
        return losses
    total = np.add.reduce(losses, axis=None)
    return total if reduction == SUM else _mean_of(total, losses.dtype.type(losses.size))


def _each(grad, like, reduction):
    """The gradient of the loss of each element, from that of the result."""
    return grad / max(1, math.prod(like.shape)) if reduction == MEAN else grad


def _reduce(losses, reduction):
    """Reduce a Tensor by recorded operations."""
    if reduction == NONE:
        return losses
    return reductions.sum(losses) if reduction == SUM else reductions.mean(losses)


# Differences


def _mse_grad(grad, difference, reduction):
    if reduction == MEAN:
        return difference * (2 / max(1, math.prod(difference.shape))) * grad
    return difference * 2 * grad


mse_loss_row = Op(
    "MseLossBackward0",
    lambda self, target, reduction: _reduced(np.square(self - target), reduction),
    self=lambda grad, self, target, reduction: _mse_grad(grad, self - target, reduction),
    target=lambda grad, self, target, reduction: _mse_grad(grad, target - self, reduction),
)


def _bent(self, target, reduction, bend, scale):
    """Quadratic up to `bend`, and linear beyond: the losses smooth_l1 (scale 1 / bend) and huber (scale 1)."""
    size = np.abs(self - target)
    losses = np.where(size < bend, size * size * self.dtype.type(0.5), (size - self.dtype.type(bend / 2)) * bend)
    return _reduced(losses if scale == 1 else losses * self.dtype.type(scale), reduction)


def _bent_grad(grad, difference, reduction, bend, scale):
    slope = choose(abs(difference) >= bend, sign(difference) * (bend * scale), difference * scale)
    return _each(grad, difference, reduction) * slope


smooth_l1_loss_row = Op(
    "SmoothL1LossBackward0",
    lambda self, target, reduction, beta: _bent(self, target, reduction, beta, 1 / beta),
    self=lambda grad, self, target, reduction, beta: _bent_grad(grad, self - target, reduction, beta, 1 / beta),
    target=lambda grad, self, target, reduction, beta: _bent_grad(grad, target - self, reduction, beta, 1 / beta),
)
huber_loss_row = Op(
    "HuberLossBackward0",
    lambda self, target, reduction, delta: _bent(self, target, reduction, delta, 1),
    self=lambda grad, self, target, reduction, delta: _bent_grad(grad, self - target, reduction, delta, 1),
    target=lambda grad, self, target, reduction, delta: _bent_grad(grad, target - self, reduction, delta, 1),
)


def difference_loss(row, name, input, target, **settings):
    """Run a row on two tensors, which are broadcast and brought to one dtype. name: in the error for integers."""
    input, target = broadcast(input, target)
    common = dtypes.promote(input, target)
    if common.kind != "f":
        raise NotImplementedError(f"\"{name}\" not implemented for '{dtypes.from_numpy(common).scalar}'")
    return row.mixed(input, target, dtype=common, **settings)


def broadcast(*tensors):
    """Return the tensors expanded to one shape. Raises RuntimeError if they have none in common."""
    first, *others = tensors
    for other in others:
        _tensor.check_broadcast(first, other)
    shape = np.broadcast_shapes(*(t._data.shape for t in tensors))
    return [t if t._data.shape == shape else views.expand(t, *shape) for t in tensors]


def l1_loss(input, target, reduction):
    """|input - target|, by recorded operations, as in PyTorch."""
    return _reduce(elementwise.abs(arithmetic.sub(*broadcast(input, target))), reduction)


# Probabilities of two classes. A logarithm is never less than -100, so that no loss is infinite.


def _limited_log(x):
    return np.maximum(quiet(np.log)(x), -100)


def _bce(self, target, weight, reduction):
    losses = (target - 1) * _limited_log(1 - self) - target * _limited_log(self)
    return _reduced(losses if weight is None else losses * weight, reduction)


def _bce_grad(grad, self, target, weight, reduction):
    grad = _each(grad, self, reduction)
    grad = grad if weight is None else grad * weight
    spread = (1 - self) * self
    return grad * (self - target) / choose(spread < 1e-12, spread * 0 + 1e-12, spread)


def _bce_target_grad(grad, self, weight, reduction):
    grad = _each(grad, self, reduction)
    return (grad if weight is None else grad * weight) * (log(1 - self) - log(self))


bce_row = Op("BinaryCrossEntropyBackward0", _bce, self=_bce_grad, target=_bce_target_grad, weight=None)


def _bce_logits(self, target, weight, pos_weight, reduction):
    steep = 1 if pos_weight is None else (pos_weight - 1) * target + 1
    losses = (1 - target) * self - steep * log_sigmoid_array(self)
    losses = losses if weight is None else losses * weight
    return _reduced(losses.astype(target.dtype, copy=False), reduction)  # PyTorch writes into 1 - target


def _bce_logits_grad(grad, self, target, weight, pos_weight, reduction):
    grad = _each(grad, self, reduction)
    grad = grad if weight is None else grad * weight
    if pos_weight is None:
        return grad * (sigmoid(self) - target)
    positive = target * pos_weight
    return grad * (sigmoid(self) * (positive + 1 - target) - positive)


def _bce_logits_target_grad(grad, self, weight, pos_weight, reduction):
    grad = _each(grad, self, reduction)
    grad = grad if weight is None else grad * weight
    if pos_weight is None:
        return grad * -self
    return grad * (-self - (pos_weight - 1) * logsigmoid_row(self))


bce_logits_row = Op(
    "BinaryCrossEntropyWithLogitsBackward0",
    _bce_logits,
    self=_bce_logits_grad,
    target=_bce_logits_target_grad,
    weight=None,
    pos_weight=None,
)


def run(row, inputs, **settings):
    """Run a row on Tensors, or on arrays, of which some may be None."""
    if isinstance(inputs[0], _tensor.Tensor):
        return row.run(inputs, [None if t is None else t._data for t in inputs], settings)
    return row.forward(*inputs, **settings)


# The probability of the right class. `picked` is linear in the log-probabilities, and `spread` is its derivative, so
# each of the two is the derivative of the other.


def _class_weights(target, weight, ignore_index, _every, kind):
    """Return (a class that exists for each target, the weight of each, and where it counts, or None for everywhere).

    _every: it is known already that all targets count.
    """
    if _every or (kept := target != ignore_index).all():
        return target, None if weight is None else weight[target], None
    target = np.where(kept, target, 0)
    return target, kept.astype(kind) if weight is None else np.where(kept, weight[target], kind(0)), kept


def _places(target):
    """Return the index that picks the element of each target's class from (batch, classes, ...)."""
    if target.ndim == 0:
        return (target,)
    if target.ndim == 1:
        return np.arange(len(target)), target
    first, *others = np.indices(target.shape, sparse=True)
    return (first, target, *others)


def _total_weight(target, weights, kind):
    """Return the number of targets that count, or the sum of their weights: what the mean is divided by."""
    return kind(target.size) if weights is None else np.add.reduce(weights, axis=None)


def _picked(self, target, weight, reduction, ignore_index, _every, _total=None):
    kind = self.dtype.type
    target, weights, kept = _class_weights(target, weight, ignore_index, _every, kind)
    losses = -self[_places(target)]
    if weights is not None:
        losses = losses * weights
    if kept is not None:
        losses = np.where(kept, losses, kind(0))
    if reduction == NONE:
        return losses
    total = np.add.reduce(losses, axis=None)
    return total if reduction == SUM else _mean_of(total, _total_weight(target, weights, kind))


def _spread(grad, self, target, weight, reduction, ignore_index, _every):
    kind = grad.dtype.type
    target, weights, kept = _class_weights(target, weight, ignore_index, _every, kind)
    grad = -grad
    if reduction == MEAN:
        grad = _mean_of(grad, _total_weight(target, weights, kind))
    if weights is not None:
        grad = grad * weights
    full = np.zeros(self.shape, grad.dtype)
    full[_places(target)] = grad if kept is None else np.where(kept, grad, kind(0))
    return full


def _nll(name):
    row = Op(
        name,
        _picked,
        self=lambda grad, self, target, weight, reduction, ignore_index, _every: run(
            spread, (grad, self, target, weight), reduction=reduction, ignore_index=ignore_index, _every=_every
        ),
        target=None,
        weight=None,
        shown=("_total",),
    )
    spread = Op(
        name.replace("Backward0", "BackwardBackward0"),
        _spread,
        grad=lambda grad_, target, weight, reduction, ignore_index, _every: run(
            row, (grad_, target, weight), reduction=reduction, ignore_index=ignore_index, _every=_every
        ),
        self=lambda grad, self: self * 0,  # it does not depend on the log-probabilities
        target=None,
        weight=None,
    )
    return row


nll_loss_row, nll_loss_2d_row = _nll("NllLossBackward0"), _nll("NllLoss2DBackward0")


def nll_loss(input, target, weight, reduction, ignore_index):
    """Return the negative log-probability of the right class.

    input: log-probabilities (classes), (batch, classes) or (batch, classes, ...). target: the class numbers, without
    the dimension of the classes. weight: one for each class, or None; the mean is weighted by them.
    """
    if not isinstance(target, _tensor.Tensor):
        raise _tensor.not_a_tensor("nll_loss_nd", "target", 2, target)
    _check_classes(input, target, weight)
    if input._data.dtype.kind != "f":
        kernel = "nll_loss_out_frame" if input.ndim <= 2 else "nll_loss2d_forward_out_frame"
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{input.dtype.scalar}'")
    classes = input._data.shape[0 if input.ndim == 1 else 1]
    numbers = target._data
    unsigned = numbers.view(f"u{numbers.itemsize}")  # in which a negative number is a large one
    outside = (unsigned >= classes).any()
    if outside:
        wrong = numbers[(unsigned >= classes) & (numbers != ignore_index)]
        if wrong.size:
            raise IndexError(f"Target {wrong[0]} is out of bounds.")
    _every = not outside and not 0 <= ignore_index < classes
    settings = {"reduction": reduction, "ignore_index": ignore_index, "_every": _every}
    if not modes.plain:  # PyTorch saves this too
        kind = input._data.dtype.type
        counted = _class_weights(numbers, None if weight is None else weight._data, ignore_index, _every, kind)
        settings["_total"] = np.asarray(kind(0) if reduction == NONE else _total_weight(*counted[:2], kind))
    if input.ndim <= 2:
        if input.ndim == 1 and target.ndim == 1:
            target = target.detach().reshape(())
        return run(nll_loss_row, (input, target, weight), **settings)
    if input.ndim == 4:
        return run(nll_loss_2d_row, (input, target, weight), **settings)
    # PyTorch has a kernel for pictures: everything else is given the shape of one.
    batch = input._data.shape[0]
    rest = math.prod(input._data.shape[2:])
    flat = views.view(input.contiguous(), batch, classes, 1, rest)
    out = run(nll_loss_2d_row, (flat, views.view(target.contiguous(), batch, 1, rest), weight), **settings)
    return views.view(out, *target._data.shape) if reduction == NONE else out


def _check_classes(input, target, weight):
    """Raise PyTorch's errors for shapes and types that do not fit."""
    shape, wanted = list(input._data.shape), list(target._data.shape)
    if input.ndim == 1:
        if target.ndim > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        if target.ndim == 1 and wanted[0] != 1:
            raise ValueError(f"For 1D input, 1D target must have size 1, but got target size: {wanted[0]}")
    elif input.ndim == 0 or (target.ndim and shape[0] != wanted[0]):
        if input.ndim == 0:
            raise ValueError(f"Expected 1 or more dimensions (got {input.ndim})")
        raise ValueError(f"Expected input batch_size ({shape[0]}) to match target batch_size ({wanted[0]}).")
    elif input.ndim == 2:
        if target.ndim > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        if target.ndim == 0:
            raise ValueError(f"Expected input batch_size ({shape[0]}) to match target batch_size (0).")
    elif input.ndim == 4:
        if target.ndim != 3:
            raise RuntimeError(
                f"only batches of spatial targets supported (3D tensors) but got targets of dimension: {target.ndim}"
            )
        if shape[2:] != wanted[1:]:
            raise RuntimeError(f"size mismatch (got input: {shape} , target: {wanted}")
    elif [shape[0], *shape[2:]] != wanted:
        raise RuntimeError(f"Expected target size {[shape[0], *shape[2:]]}, got {wanted}")
    if target._data.dtype not in (np.int64, np.uint8):
        raise RuntimeError(f"expected target dtype to be Long or Byte, but got {target.dtype.scalar}")
    classes = shape[0 if input.ndim == 1 else 1]
    if weight is not None:
        if weight.ndim != 1 or weight.numel() != classes:
            raise RuntimeError(
                f"weight tensor should be defined either for all {classes} classes or no classes but got weight tensor "
                f"of shape: {list(weight.shape)}"
            )
        if weight.dtype is not input.dtype:
            raise RuntimeError(f"expected scalar type {input.dtype.scalar} but found {weight.dtype.scalar}")


# Cross-entropy: log_softmax, then one of the losses above. PyTorch's own steps have other names than its operators.

_times_number = Op("MulBackward1", lambda self, other: self * other, self=lambda grad, other: grad * other)
_by_number = Op(
    "DivBackward1",
    lambda self, other: _mean_of(self, other),
    self=lambda grad, other: grad / other if other else grad * math.nan,
)
_plus_number = Op("AddBackward1", lambda self, other: self + other, self=lambda grad: grad)


def cross_entropy(input, target, weight, reduction, ignore_index, label_smoothing):
    """Return the cross-entropy of softmax(input) and the target: class numbers, or probabilities in the input's shape.

    input: (classes), (batch, classes) or (batch, classes, ...). label_smoothing: this part of the target is spread
    evenly over all classes.
    """
    if label_smoothing > 1:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
    dim = 0 if input.ndim == 1 else 1
    if input.ndim < 1:
        raise IndexError(_tensor.out_of_range(1, 1))
    if not isinstance(target, _tensor.Tensor):
        raise _tensor.not_a_tensor("cross_entropy_loss", "target", 2, target)
    if target._data.shape == input._data.shape:
        if target._data.dtype.kind != "f":
            raise RuntimeError(
                f"Expected floating point type for target with class probabilities, got {target.dtype.scalar}"
            )
        if ignore_index >= 0:
            raise RuntimeError("ignore_index is not supported for floating point target")
        return _soft_cross_entropy(input, target, weight, reduction, label_smoothing, dim)
    if label_smoothing <= 0 and weight is None and reduction == MEAN and modes.plain:
        result = _usual_cross_entropy(input, target, ignore_index)
        if result is not None:
            return result
    logs = reductions.log_softmax(input, dim)
    if label_smoothing <= 0:
        return nll_loss(logs, target, weight, reduction, ignore_index)
    hard = nll_loss(logs, target, weight, reduction, ignore_index)
    weighted = logs if weight is None else logs * _for_classes(weight, input.ndim)
    smooth = -reductions.sum(weighted, dim)
    ignored = target == ignore_index
    smooth = choosing.masked_fill(smooth, ignored, 0.0)
    if reduction == MEAN:
        kept = indexing.masked_select(target.detach(), ~ignored)
        total = (~ignored).sum() if weight is None else weight.detach()[kept].sum()
        smooth = reductions.sum(smooth) / total
    elif reduction == SUM:
        smooth = reductions.sum(smooth)
    classes = input._data.shape[dim]
    return _times_number(hard, other=1 - label_smoothing) + _times_number(smooth, other=label_smoothing / classes)


def _usual_cross_entropy(input, target, ignore_index):
    """Return the mean loss of a batch whose classes all count, by the usual two nodes made in one frame, else None."""
    x, classes = input._data, target._data
    if x.ndim != 2 or x.dtype.kind != "f" or classes.dtype != np.int64 or classes.shape != x.shape[:1] or not x.size:
        return None
    count, width = x.shape
    # as numbers without a sign, the negative ones are large
    if 0 <= ignore_index < width or np.maximum.reduce(classes.view(np.uint64)) >= width:
        return None
    logs = reductions.log_softmax_array(x, 1)
    picked = logs[np.arange(count), classes]
    result = _tensor.wrap(np.asarray(np.add.reduce(picked) / -x.dtype.type(count)))
    edge = input._edge or edge_to_record(input)
    if edge is UNTRACKED or not modes._state.grad:
        return result
    node = reductions.LogSoftmaxOfRows()
    node.next_functions, node._number, node._hooks = (edge,), next(numbers), None
    node._shape, node._dtype, node._settings = x.shape, x.dtype, {"dim": 1}
    logs = _tensor.wrap(logs)
    node._saved, node._versions = [logs], [0]
    below = logs.detach()
    below._edge = edge = (node, 0)
    node = _MeanOfPicked()
    node.next_functions, node._number, node._hooks = (edge,), next(numbers), None
    node._shape, node._dtype = (), x.dtype
    node._settings = {"reduction": MEAN, "ignore_index": ignore_index, "_every": True}
    node._saved, node._versions = [below, target, None], [0, target._counter[0], None]
    result._edge = (node, 0)
    return result


def _mean_of_picked_grad(node, grad):
    if type(grad) is not np.ndarray or not node._saved:
        return Recorded.apply(node, grad)
    logs, target, _ = node._saved
    if logs._counter[0] or target._counter[0] != node._versions[1]:
        return Recorded.apply(node, grad)  # which raises
    logs, target = logs._data, target._data
    full = np.zeros(logs.shape, logs.dtype)
    full[np.arange(len(target)), target] = grad / -logs.dtype.type(len(target))
    return (full,)


_MeanOfPicked = nll_loss_row.short_node(_mean_of_picked_grad)


def _soft_cross_entropy(input, target, weight, reduction, label_smoothing, dim):
    logs = reductions.log_softmax(input, dim)
    classes = input._data.shape[dim]
    if label_smoothing > 0:
        target = _plus_number(_times_number(target, other=1 - label_smoothing), other=label_smoothing / classes)
    products = logs * target
    if weight is not None:
        products = products * _for_classes(weight, input.ndim)
    if reduction == NONE:
        return -reductions.sum(products, dim)
    loss = -reductions.sum(products)
    return loss if reduction == SUM else _by_number(loss, other=input.numel() // classes)


def _for_classes(weight, ndim):
    return weight if ndim == 1 else views.view(weight, 1, -1, *(1,) * (ndim - 2))


# The divergence of Kullback and Leibler

xlogy_row = Op(
    "XlogyBackward0",
    quiet(lambda self, other: np.where((self == 0) & ~np.isnan(other), self * 0, self * np.log(other))),
    self=lambda grad, self, other: grad * choose((self == 0) & (other <= 0), other * 0, log(other)),
    other=lambda grad, self, other: grad * self / other,
)


def xlogy(input, other):
    """Return input * log(other), and 0 where `input` is 0."""
    return difference_loss(xlogy_row, "xlogy_cpu", input, other)


def kl_div(input, target, reduction, log_target):
    """Return target * (log(target) - input), by recorded operations, as in PyTorch."""
    if input._data.dtype.kind != "f" or target._data.dtype.kind != "f":
        raise RuntimeError("kl_div: Integral inputs not supported.")
    losses = exp(target) * (target - input) if log_target else xlogy_row(target, target) - target * input
    return _reduce(losses, reduction)
