"""Normalisation over a batch or within an example, and looking up rows of a table."""

import math

import numpy as np

from .. import _tensor
from ..graph import bump
from ..record import Op
from .elementwise import clone

# Both normalisations are x -> (x - mean) / sqrt(var + eps) * weight + bias; they differ in the dimensions of mean and
# var. The derivative for x takes into account that mean and var depend on x too.
# Source: Ioffe and Szegedy, "Batch Normalization", 2015, section 3.


def _count(shape, dims):
    return max(1, math.prod(shape[d] for d in dims))


def _mean(x, dims):
    """Return the mean over `dims`, which stay with size 1."""
    return x.sum(axis=dims, keepdims=True) / _count(x.shape, dims)


def _mean_product(a, b, dims):
    """Return the mean of a * b over `dims`: those of the batch and the places of each channel, or the last ones."""
    if isinstance(a, _tensor.Tensor):
        return _mean(a * b, dims)
    shape = tuple(1 if d in dims else n for d, n in enumerate(a.shape))
    if dims[0] == 0 and len(dims) < a.ndim:
        flat, subscripts = (*a.shape[:2], math.prod(a.shape[2:])), "ncl,ncl->c"
    else:
        flat, subscripts = (math.prod(shape), math.prod(a.shape[d] for d in dims)), "rl,rl->r"
    return np.einsum(subscripts, a.reshape(flat), b.reshape(flat)).reshape(shape) / _count(a.shape, dims)


def _statistics(x, dims):
    """Return (mean, x - mean, variance), over `dims`, which stay with size 1."""
    mean = _mean(x, dims)
    centred = x - mean
    return mean, centred, _mean_product(centred, centred, dims)


def _standardized(grad, x, mean, scale, dims, eps):
    """Return (standardized x, 1 / standard deviation): with what was saved, or recorded anew for double backward."""
    if isinstance(grad, _tensor.Tensor):
        _, centred, variance = _statistics(x, dims)
        scale = (variance + eps) ** -0.5
        return centred * scale, scale
    shape = tuple(1 if d in dims else n for d, n in enumerate(x.shape))
    scale = scale.reshape(shape)
    return (x - mean.reshape(shape)) * scale, scale


def _input_grad(grad, standard, scale, dims):
    """The derivative for x, from the gradient of the standardized x."""
    return (grad - _mean(grad, dims) - standard * _mean_product(grad, standard, dims)) * scale


def _channels(x, ndim):
    """Return one number for each channel in the shape that meets (batch, channels, ...)."""
    return x.reshape((1, -1) + (1,) * (ndim - 2))


def _all_but_channels(x):
    return (0, *range(2, len(x.shape)))


def _batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps):
    dims, ndim, kind = _all_but_channels(input), input.ndim, input.dtype.type
    mean = scale = np.zeros(0, input.dtype)
    if training:
        mean, result, variance = _statistics(np.ascontiguousarray(input), dims)
        wide_scale = (variance + kind(eps)) ** kind(-0.5)
        mean, scale = mean.reshape(-1), wide_scale.reshape(-1)
        if running_mean is not None:
            count = _count(input.shape, dims)
            variance = variance.reshape(-1) * kind(count / max(1, count - 1))
            # As in PyTorch the versions of the two buffers stay what they are.
            running_mean += (mean - running_mean) * running_mean.dtype.type(momentum)
            running_var += (variance - running_var) * running_var.dtype.type(momentum)
        result *= wide_scale
    else:
        result = (input - _channels(running_mean, ndim)) * _channels((running_var + kind(eps)) ** kind(-0.5), ndim)
    if weight is not None:
        result *= _channels(weight, ndim)
    if bias is not None:
        result += _channels(bias, ndim)
    return result, mean, scale


def _batch_standardized(grad, input, running_mean, running_var, result1, result2, training, eps):
    if training:
        return _standardized(grad, input, result1, result2, _all_but_channels(input), eps)
    scale = _channels((running_var + eps) ** -0.5, len(input.shape))
    return (input - _channels(running_mean, len(input.shape))) * scale, scale


def _batch_norm_input(grad, input, weight, running_mean, running_var, result1, result2, training, eps):
    if weight is not None:
        grad = grad * _channels(weight, len(grad.shape))
    if not training:
        return grad * _channels((running_var + eps) ** -0.5, len(grad.shape))
    standard, scale = _batch_standardized(grad, input, running_mean, running_var, result1, result2, training, eps)
    return _input_grad(grad, standard, scale, _all_but_channels(input))


def _batch_norm_weight(grad, input, running_mean, running_var, result1, result2, training, eps):
    standard, _ = _batch_standardized(grad, input, running_mean, running_var, result1, result2, training, eps)
    return (grad * standard).sum(axis=_all_but_channels(grad))


batch_norm_row = Op(
    "NativeBatchNormBackward0",
    _batch_norm,
    input=_batch_norm_input,
    weight=_batch_norm_weight,
    bias=lambda grad: grad.sum(axis=_all_but_channels(grad)),
    running_mean=None,
    running_var=None,
)


def batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05):
    """Normalize every channel of (batch, channels, ...): by the statistics of this batch, or the running ones.

    training: the batch's count, and the running ones, if any, move towards them by `momentum`. Each of weight,
    bias and the running statistics has one element a channel, or is None. Raises ValueError for a single value per
    channel in training, RuntimeError for other sizes.
    """
    shape = input.shape
    if training and _count(shape, (0, *range(2, len(shape)))) == 1 and math.prod(shape):
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {shape}")
    if eps < 0 or (training and eps == 0):
        sign = "positive during training" if training else "non-negative"
        raise ValueError(f"batch_norm eps must be {sign}, but got {eps}")
    if (running_mean is None) != (running_var is None) and training:
        raise ValueError("running_mean and running_var must either both be None or neither be None")
    channels = shape[1] if len(shape) > 1 else 0
    for name, tensor in zip(
        ("running_mean", "running_var", "weight", "bias"), (running_mean, running_var, weight, bias), strict=True
    ):
        if tensor is None:
            if name.startswith("running") and not training:
                raise RuntimeError(f"{name} must be defined in evaluation mode")
        elif tensor.numel() != channels:
            raise RuntimeError(f"{name} should contain {channels} elements not {tensor.numel()}")
    if input._data.dtype.kind != "f":
        raise NotImplementedError(f"\"batch_norm\" not implemented for '{input.dtype.scalar}'")
    inputs = (input, weight, bias, running_mean, running_var)
    _same_types(inputs)
    if not input._data.size:
        result = clone(input) if weight is None else clone(input) * weight[0]
        return result if bias is None else result + bias[0]
    settings = {"training": training, "momentum": momentum, "eps": eps}
    return batch_norm_row.run(inputs, [None if t is None else t._data for t in inputs], settings)[0]


def _same_types(tensors):
    if len({tensor._data.dtype for tensor in tensors if tensor is not None}) > 1:
        raise RuntimeError("mixed dtype (CPU): all inputs must share same datatype.")


def _layer_dims(shape, normalized_shape):
    return tuple(range(len(shape) - len(normalized_shape), len(shape)))


def _layer_norm(input, weight, bias, normalized_shape, eps):
    dims = _layer_dims(input.shape, normalized_shape)
    mean, result, variance = _statistics(np.ascontiguousarray(input), dims)
    scale = (variance + input.dtype.type(eps)) ** input.dtype.type(-0.5)
    result *= scale
    if weight is not None:
        result *= weight
    if bias is not None:
        result += bias
    return result, mean, scale


def _layer_norm_input(grad, input, weight, bias, result1, result2, normalized_shape, eps):
    if weight is not None:
        grad = grad * weight
    dims = _layer_dims(input.shape, normalized_shape)
    return _input_grad(grad, *_standardized(grad, input, result1, result2, dims, eps), dims)


def _layer_norm_weight(grad, input, bias, result1, result2, normalized_shape, eps):
    dims = _layer_dims(input.shape, normalized_shape)
    return grad * _standardized(grad, input, result1, result2, dims, eps)[0]


layer_norm_row = Op(
    "NativeLayerNormBackward0",
    _layer_norm,
    input=_layer_norm_input,
    weight=_layer_norm_weight,
    bias=lambda grad, bias: grad,  # no formula needs the bias; PyTorch saves it, and so it may not be written to
)


def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05):
    """Normalize each example over its last dimensions, which have the sizes `normalized_shape`.

    weight, bias: of that shape, or None. Raises RuntimeError if the shapes do not fit.
    """
    if not isinstance(normalized_shape, tuple | list):
        raise TypeError(
            "layer_norm(): argument 'normalized_shape' (position 2) must be tuple of ints, not "
            f"{type(normalized_shape).__name__}"
        )
    wanted = list(normalized_shape)
    if not wanted:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got "
            "normalized_shape = []"
        )
    for name, tensor in (("weight", weight), ("bias", bias)):
        if tensor is not None and list(tensor.shape) != wanted:
            raise RuntimeError(
                f"Expected {name} to be of same shape as normalized_shape, but got {name} of shape "
                f"{list(tensor.shape)} and normalized_shape = {wanted}"
            )
    if list(input.shape[-len(wanted) :]) != wanted:
        stars = ", ".join(["*", *map(str, wanted)])
        raise RuntimeError(
            f"Given normalized_shape={wanted}, expected input with shape [{stars}], but got input of "
            f"size{list(input.shape)}"
        )
    inputs = (input, weight, bias)
    _same_types(inputs)
    if input._data.dtype.kind != "f":
        raise NotImplementedError(f"\"LayerNormKernelImpl\" not implemented for '{input.dtype.scalar}'")
    settings = {"normalized_shape": tuple(wanted), "eps": eps}
    return layer_norm_row.run(inputs, [None if t is None else t._data for t in inputs], settings)[0]


# Embedding


def _rows(weight, indices, padding_idx):
    return np.take(weight, indices, axis=0)


def _added_rows(grad, indices, padding_idx, shape):
    """Return zeros of `shape` with the rows of `grad` added at `indices`; the row `padding_idx` gets nothing."""
    full = np.zeros(shape, grad.dtype)
    np.add.at(full, indices.reshape(-1), grad.reshape(-1, *shape[1:]))
    if padding_idx >= 0:
        full[padding_idx] = 0
    return full


def _rows_but_padding(grad, indices, padding_idx):
    rows = np.take(grad, indices, axis=0)
    rows[indices == padding_idx] = 0
    return rows


embedding_row = Op(
    "EmbeddingBackward0",
    _rows,
    weight=lambda grad, indices, padding_idx, weight_shape: _added_rows_row(
        grad, indices, padding_idx=padding_idx, shape=weight_shape
    ),
    indices=None,
)
_added_rows_row = Op(
    "EmbeddingDenseBackwardBackward0",
    _added_rows,
    grad=lambda grad_, indices, padding_idx: _rows_but_padding_row(grad_, indices, padding_idx=padding_idx),
    indices=None,
)
_rows_but_padding_row = Op(
    "EmbeddingBackward0",
    _rows_but_padding,
    weight=lambda grad, indices, padding_idx, weight_shape: _added_rows_row(
        grad, indices, padding_idx=padding_idx, shape=weight_shape
    ),
    indices=None,
)


def embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0):
    """Return the rows of `weight` (entries, size) at the whole numbers in `input` (*): a tensor (*, size).

    padding_idx: the row that gets no gradient. max_norm: rows that are longer are first shortened to it, in `weight`.
    Raises IndexError for a number that is no row.
    """
    if weight.ndim != 2:
        raise RuntimeError("'weight' must be 2-D")
    if padding_idx is not None:
        entries = weight.shape[0]
        if not -entries <= padding_idx < max(entries, 1):
            raise AssertionError("Padding_idx must be within num_embeddings")
        padding_idx %= max(entries, 1)
    if not isinstance(input, _tensor.Tensor):
        raise _tensor.not_a_tensor("embedding", "indices", 2, input)
    indices = input._data
    if indices.dtype not in (np.int64, np.int32):
        kind = input.dtype.type_name if input.dtype.category else "CPUBoolType"
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
            f"{kind} instead (while checking arguments for embedding)"
        )
    if indices.size and (indices.min() < 0 or indices.max() >= weight.shape[0]):
        raise IndexError("index out of range in self")
    if max_norm is not None:
        rows = np.unique(indices)
        sizes = np.linalg.norm(weight._data[rows], norm_type, axis=1)
        rows, sizes = rows[sizes > max_norm], sizes[sizes > max_norm]
        weight._data[rows] *= (max_norm / (sizes + 1e-7))[:, None]
        bump(weight)
    return embedding_row(weight, input, padding_idx=-1 if padding_idx is None else padding_idx)
