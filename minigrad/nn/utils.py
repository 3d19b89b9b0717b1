"""Gradient clipping, and parameters as one vector."""

import math
import types
import warnings

import numpy as np

from .. import missing, modes
from .._tensor import Tensor, wrap
from ..ops import joining, reductions, views
from .module import typename


def _listed(parameters):
    return [parameters] if isinstance(parameters, Tensor) else list(parameters)


def get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """Return the p-norm of all elements of all tensors, as a tensor.

    error_if_nonfinite: raise RuntimeError if it is nan or infinite.
    """
    with modes.no_grad():
        tensors, norm_type = _listed(tensors), float(norm_type)
        if not tensors:
            return wrap(np.array(0.0, "float32"))
        norms = [reductions.vector_norm(tensor, norm_type) for tensor in tensors]
        total = reductions.vector_norm(joining.stack([norm.to(norms[0].dtype) for norm in norms]), norm_type)
        if error_if_nonfinite and not math.isfinite(total.item()):
            raise RuntimeError(
                f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, so it cannot be "
                "clipped. To disable this error and scale the gradients by the non-finite norm anyway, set "
                "`error_if_nonfinite=False`"
            )
        return total


def clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None):
    """Scale every gradient by max_norm / total_norm, if that is less than 1."""
    with modes.no_grad():
        scale = (float(max_norm) / (total_norm + 1e-6)).clamp(max=1.0)
        for parameter in _listed(parameters):
            if parameter.grad is not None:
                parameter.grad.mul_(scale)


def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """Scale all gradients together so that their common norm is at most `max_norm`. Return the norm they had.

    Raises RuntimeError if the norm is not finite, if `error_if_nonfinite`.
    """
    generator = isinstance(parameters, types.GeneratorType)
    parameters = _listed(parameters)
    if generator and not parameters:
        warnings.warn("`parameters` is an empty generator, no gradient clipping will occur.", stacklevel=2)
    grads = [parameter.grad for parameter in parameters if parameter.grad is not None]
    total_norm = get_total_norm(grads, norm_type, error_if_nonfinite)
    clip_grads_with_norm_(parameters, max_norm, total_norm)
    return total_norm


def clip_grad_value_(parameters, clip_value, foreach=None):
    """Limit every element of every gradient to the range from -clip_value to clip_value."""
    clip_value = float(clip_value)
    with modes.no_grad():
        for parameter in _listed(parameters):
            if parameter.grad is not None:
                parameter.grad.clamp_(min=-clip_value, max=clip_value)


def parameters_to_vector(parameters):
    """Return the elements of all parameters, one after the other. Recorded: gradient flows back to the parameters."""
    return joining.cat([views.view(parameter, -1) for parameter in parameters])


def vector_to_parameters(vec, parameters):
    """Let the parameters, in order, look at their parts of the vector."""
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {typename(vec)}")
    start = 0
    for parameter in parameters:
        part = vec[start : start + parameter.numel()]
        parameter.data = views.view_as(part, parameter).data
        start += parameter.numel()


__getattr__ = missing.module_getattr(__name__, "torch.nn.utils")
