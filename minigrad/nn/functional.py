"""Layers and losses as plain functions."""

import warnings

import numpy as np

from .. import dtypes, matmul, ops
from .._tensor import Tensor, _check_broadcast


def relu(input):
    return input.relu()


def linear(input, weight, bias=None):
    """Return input @ weight.T + bias.

    input: (*, in_features), weight: (out_features, in_features), bias: (out_features) or None; result
    (*, out_features). Raises RuntimeError if the shapes do not fit.
    """
    if bias is None:
        return input @ weight.t()
    if input.ndim != 2:
        flat = input.view(-1, input.shape[-1])
        return linear(flat, weight, bias).view(*input.shape[:-1], weight.shape[0])
    if input.dtype is not weight.dtype:
        names = [matmul._c_name(tensor) for tensor in (input, weight)]
        raise RuntimeError(f"mat1 and mat2 must have the same dtype, but got {_title(names[0])} and {_title(names[1])}")
    if input.shape[1] != weight.shape[1]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({matmul._by(input)} and {weight.shape[1]}x{weight.shape[0]})"
        )
    return ops.addmm(bias, input, weight.t())


def mse_loss(input, target, reduction="mean"):
    """Return the mean (or "sum", or "none": each) of (input - target) ** 2.

    input, target: tensors of one shape; other shapes are broadcast with PyTorch's warning.
    """
    if not isinstance(target, Tensor):
        raise TypeError(f"mse_loss(): argument 'target' must be Tensor, not {type(target).__name__}")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    if input.shape != target.shape:
        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will "
            "likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
            stacklevel=2,
        )
        _check_broadcast(input, target)
        shape = np.broadcast_shapes(input.shape, target.shape)
        input, target = (t if t.shape == shape else t.expand(*shape) for t in (input, target))
    common = dtypes.promote(input, target)
    if common.kind != "f":
        raise NotImplementedError(f"\"mse_cpu\" not implemented for '{'Bool' if common.kind == 'b' else 'Long'}'")
    return ops.mse_loss.mixed(input, target, dtype=common, reduction=reduction)


def _title(name):
    return name.capitalize()
