"""Ways to fill parameters before training. All write in place, unrecorded, and return the tensor."""

import math
import warnings

from .. import creation, missing, modes


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    """Fill with draws from the uniform distribution on [a, b)."""
    with modes.no_grad():
        return tensor.uniform_(a, b, generator=generator)


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    """Fill with draws from the normal distribution."""
    with modes.no_grad():
        return tensor.normal_(mean, std, generator=generator)


def constant_(tensor, val):
    """Fill with one number."""
    with modes.no_grad():
        return tensor.fill_(val)


def ones_(tensor):
    return constant_(tensor, 1.0)


def zeros_(tensor):
    with modes.no_grad():
        return tensor.zero_()


def eye_(tensor):
    """Fill a matrix with ones on the diagonal and zeros elsewhere. Raises ValueError for other than two dimensions."""
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    with modes.no_grad():
        return tensor.copy_(creation.eye(*tensor._data.shape))


def calculate_gain(nonlinearity, param=None):
    """Return the factor by which PyTorch scales deviations before a nonlinearity; ValueError for unknown ones."""
    if nonlinearity in ("linear", "conv1d", "conv2d", "conv3d", "sigmoid"):
        return 1
    if nonlinearity == "tanh":
        return 5.0 / 3
    if nonlinearity == "relu":
        return math.sqrt(2.0)
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        if isinstance(slope, bool) or not isinstance(slope, int | float):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + slope**2))
    if nonlinearity == "selu":
        return 3.0 / 4
    raise ValueError(f"Unsupported nonlinearity {nonlinearity}")


def _calculate_fan_in_and_fan_out(tensor):
    """Return how many inputs each output of a weight (out, in, ...) has, and the reverse."""
    if tensor.ndim < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    shape = tensor._data.shape
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field


def xavier_uniform_(tensor, gain=1.0, generator=None):
    """Fill uniformly, with the deviation gain * sqrt(2 / (fan in + fan out)). Source: Glorot and Bengio, 2010."""
    bound = math.sqrt(3.0) * _xavier(tensor, gain)
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor, gain=1.0, generator=None):
    """Fill with normal draws, with the deviation gain * sqrt(2 / (fan in + fan out))."""
    return normal_(tensor, 0.0, _xavier(tensor, gain), generator)


def _xavier(tensor, gain):
    return gain * math.sqrt(2.0 / sum(_calculate_fan_in_and_fan_out(tensor)))


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """Fill uniformly, with the deviation gain / sqrt(fan). mode: which fan. Source: He et al., 2015.

    Raises ValueError for an unknown mode or nonlinearity, or fewer than two dimensions.
    """
    std = _kaiming(tensor, a, mode, nonlinearity)
    bound = None if std is None else math.sqrt(3.0) * std
    return tensor if std is None else uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """Fill with normal draws, with the deviation gain / sqrt(fan). Otherwise as kaiming_uniform_."""
    std = _kaiming(tensor, a, mode, nonlinearity)
    return tensor if std is None else normal_(tensor, 0, std, generator)


def _kaiming(tensor, a, mode, nonlinearity):
    if 0 in tensor._data.shape:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
        return None
    if mode.lower() not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode.lower()} not supported, please use one of ['fan_in', 'fan_out']")
    fan = _calculate_fan_in_and_fan_out(tensor)[mode.lower() == "fan_out"]
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


__getattr__ = missing.module_getattr(__name__, "torch.nn.init")
