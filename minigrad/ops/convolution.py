"""Convolution and pooling of pictures: tensors of shape (batch, channels, height, width), or without the batch.

A convolution is a product of matrices, once every window of the picture has become a column (im2col). The columns are
filled by one slice copy for each place of the kernel, k * k copies in all, instead of one for each window.
"""

import math
import warnings

import numpy as np

from .. import _tensor
from ..record import Op
from . import joining, views
from .elementwise import kept


def _taps(array, kernel, stride, dilation, out):
    """Yield (i, j, view) for every place of the kernel: the elements that lie under it, one for each window."""
    for i in range(kernel[0]):
        top = i * dilation[0]
        rows = slice(top, top + (out[0] - 1) * stride[0] + 1, stride[0])
        for j in range(kernel[1]):
            left = j * dilation[1]
            yield i, j, array[..., rows, slice(left, left + (out[1] - 1) * stride[1] + 1, stride[1])]


def _padded(array, before, size, value=0):
    """Return `array` in a picture of the given size, `before` (rows, columns) from its corner, `value` around it."""
    if array.shape[-2:] == size:
        return array
    full = np.full((*array.shape[:-2], *size), value, array.dtype)
    inside = _inside(full, before, array.shape)
    inside[...] = array[..., : inside.shape[-2], : inside.shape[-1]]
    return full


def _inside(full, before, shape):
    return full[..., before[0] : before[0] + shape[-2], before[1] : before[1] + shape[-1]]


def _extent(kernel, stride, dilation, out):
    """Return the size of the picture that all windows together cover, from the first to the last element."""
    return tuple((n - 1) * s + d * (k - 1) + 1 for k, s, d, n in zip(kernel, stride, dilation, out, strict=True))


# Convolution is linear in the input and in the weight, so its two gradients are linear too, and the derivatives of all
# three are written with one another. With F the convolution, g the gradient of its result, T(g, w) the gradient of the
# input and K(x, g) that of the weight: the sums g * F(x, w), x * T(g, w) and w * K(x, g) are one and the same number.


def _out_size(shape, kernel, stride, padding, dilation):
    geometry = zip(shape[-2:], kernel, stride, padding, dilation, strict=True)
    return tuple((size + 2 * p - d * (k - 1) - 1) // s + 1 for size, k, s, p, d in geometry)


def _parts(shape, kernel, out, most=1 << 16):
    """Yield slices of the batch whose columns stay in the processor's cache, and need no new memory each time."""
    step = max(1, most // max(1, shape[1] * math.prod(kernel) * math.prod(out)))
    for start in range(0, shape[0], step):
        yield slice(start, min(start + step, shape[0]))


def _columns(input, kernel, stride, padding, dilation, groups):
    """Yield, for some pictures at a time, which they are, and every window of theirs as a column in an array of shape
    (pictures, groups, channels / groups * kernel size, number of windows). The next ones come in the same memory."""
    batch, channels = input.shape[:2]
    out = _out_size(input.shape, kernel, stride, padding, dilation)
    shape = (groups, channels // groups * math.prod(kernel), math.prod(out))
    if kernel == (1, 1) and stride == (1, 1) and padding == (0, 0):
        yield slice(0, batch), input.reshape(batch, *shape)
        return
    size = tuple(n + 2 * p for n, p in zip(input.shape[2:], padding, strict=True))
    columns = None
    for some in _parts(input.shape, kernel, out):
        picture = _padded(input[some], padding, size)
        columns = np.empty((len(picture), channels, *kernel, *out), input.dtype) if columns is None else columns
        columns = columns[: len(picture)]
        for i, j, tap in _taps(picture, kernel, stride, dilation, out):
            columns[:, :, i, j] = tap
        yield some, columns.reshape(len(picture), *shape)


def _by_group(grad, groups):
    batch, channels, height, width = grad.shape
    return grad.reshape(batch, groups, channels // groups, height * width)


def _convolve(input, weight, bias=None, *, stride, padding, dilation, groups):
    out = _out_size(input.shape, weight.shape[2:], stride, padding, dilation)
    filters = weight.reshape(groups, weight.shape[0] // groups, math.prod(weight.shape[1:]))
    result = np.empty((input.shape[0], groups, weight.shape[0] // groups, math.prod(out)), input.dtype)
    for some, columns in _columns(input, weight.shape[2:], stride, padding, dilation, groups):
        np.matmul(filters, columns, out=result[some])
    result = result.reshape(input.shape[0], weight.shape[0], *out)
    if bias is not None:
        result += bias[:, np.newaxis, np.newaxis]
    return result


def _input_grad(grad, weight, shape, stride, padding, dilation, groups):
    kernel, out = weight.shape[2:], grad.shape[2:]
    filters = weight.reshape(groups, weight.shape[0] // groups, math.prod(weight.shape[1:])).swapaxes(1, 2)
    picture = np.zeros((*shape[:2], *(n + 2 * p for n, p in zip(shape[2:], padding, strict=True))), grad.dtype)
    for some in _parts(shape, kernel, out):
        columns = filters @ _by_group(grad[some], groups)
        columns = columns.reshape(len(columns), shape[1], *kernel, *out)
        for i, j, tap in _taps(picture[some], kernel, stride, dilation, out):
            tap += columns[:, :, i, j]
    return _inside(picture, padding, shape)


def _weight_grad(input, grad, shape, stride, padding, dilation, groups):
    total = np.zeros((groups, shape[0] // groups, math.prod(shape[1:])), grad.dtype)
    for some, columns in _columns(input, shape[2:], stride, padding, dilation, groups):
        total += np.add.reduce(_by_group(grad[some], groups) @ columns.swapaxes(2, 3))
    return total.reshape(shape)


convolution_row = Op(
    "ConvolutionBackward0",
    _convolve,
    input=lambda grad, weight, input_shape, stride, padding, dilation, groups: input_grad_row(
        grad, weight, shape=input_shape, stride=stride, padding=padding, dilation=dilation, groups=groups
    ),
    weight=lambda grad, input, weight_shape, stride, padding, dilation, groups: weight_grad_row(
        input, grad, shape=weight_shape, stride=stride, padding=padding, dilation=dilation, groups=groups
    ),
    bias=lambda grad: grad.sum(axis=(0, 2, 3)),
)
input_grad_row = Op(
    "ConvolutionBackwardBackward0",
    _input_grad,
    grad=lambda grad, weight, stride, padding, dilation, groups: convolution_row(
        grad, weight, stride=stride, padding=padding, dilation=dilation, groups=groups
    ),
    weight=lambda grad_, grad, weight_shape, stride, padding, dilation, groups: weight_grad_row(
        grad_, grad, shape=weight_shape, stride=stride, padding=padding, dilation=dilation, groups=groups
    ),
)
weight_grad_row = Op(
    "ConvolutionBackwardBackward0",
    _weight_grad,
    input=lambda grad_, grad, input_shape, stride, padding, dilation, groups: input_grad_row(
        grad, grad_, shape=input_shape, stride=stride, padding=padding, dilation=dilation, groups=groups
    ),
    grad=lambda grad_, input, stride, padding, dilation, groups: convolution_row(
        input, grad_, stride=stride, padding=padding, dilation=dilation, groups=groups
    ),
)


def _conv_pair(value, name, dims=2):
    """Return a setting as a pair of ints."""
    values = [value] * dims if isinstance(value, int) else list(value)
    values = values * dims if len(values) == 1 else values
    if len(values) != dims:
        raise RuntimeError(
            f"expected {name} to be a single integer value or a list of {dims} values to match the convolution "
            f"dimensions, but got {name}={values}"
        )
    return tuple(values)


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Return the sums of the products of `weight` with every window of the pictures, plus `bias`.

    input: (batch, channels, height, width), or without the batch; weight: (out_channels, channels / groups, kernel
    height, kernel width); bias: (out_channels) or None; all of one dtype. stride, padding, dilation: an int or a pair;
    padding may be "valid" (none) or "same" (the result has the size of the input). Raises RuntimeError if anything
    does not fit.
    """
    given = (input, weight) if bias is None else (input, weight, bias)
    if not all(isinstance(x, _tensor.Tensor) for x in given):
        names = ", ".join("Tensor" if isinstance(x, _tensor.Tensor) else type(x).__name__ for x in given)
        raise TypeError(f"conv2d() received an invalid combination of arguments - got ({names})")
    if weight.ndim < 3:
        raise RuntimeError("weight should have at least three dimensions")
    if input.ndim not in (3, 4):
        raise RuntimeError(
            f"Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: {list(input.shape)}"
        )
    dims, kernel = weight.ndim - 2, weight._data.shape[2:]
    stride, dilation = (
        _conv_pair(stride if dims == 2 else (1, 1), "stride", dims),
        _conv_pair(dilation, "dilation", dims),
    )
    if isinstance(padding, str):
        input, padding = _padding_by_name(padding, input, kernel, stride, dilation)
    padding = _conv_pair(padding, "padding")
    if input.ndim == 3:
        batch = views.unsqueeze_row(input, dim=0)
        return views.squeeze_dim(conv2d(batch, weight, bias, stride, padding, dilation, groups), dim=0)
    _check_convolution(input, weight, bias, stride, padding, dilation, groups)
    settings = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    if bias is not None:
        return convolution_row(input, weight, bias, **settings)
    result = convolution_row(input, weight, **settings)
    if result.grad_fn is not None:
        result.grad_fn.next_functions += ((None, 0),)
    return result


def _padding_by_name(padding, input, kernel, stride, dilation):
    """Return (the input, with a row or column more after it if the padding has to be uneven; the padding as ints)."""
    if padding == "valid":
        return input, 0
    if padding != "same":
        raise RuntimeError(f"Invalid padding string: '{padding}'")
    if stride != (1, 1):
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    total = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    if any(t % 2 for t in total):
        warnings.warn(
            "Using padding='same' with even kernel lengths and odd dilation may require a zero-padded copy of the "
            "input be created",
            stacklevel=3,
        )
        input = joining.pad(input, (0, total[1] % 2, 0, total[0] % 2))
    return input, tuple(t // 2 for t in total)


def _check_convolution(input, weight, bias, stride, padding, dilation, groups):
    """Raise PyTorch's error if the arguments of conv2d do not fit together."""
    for values, word in ((padding, "negative padding"), (stride, "non-positive stride")):
        if min(values) < (word != "negative padding"):
            raise RuntimeError(f"{word} is not supported")
    if min(dilation) <= 0:
        raise RuntimeError(f"dilation should be greater than zero, but got {list(dilation)}")
    if groups <= 0:
        raise RuntimeError("non-positive groups is not supported")
    shape, size = input._data.shape, weight._data.shape
    if size[0] < groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, but got weight of size "
            f"{list(size)} instead"
        )
    if size[0] % groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of "
            f"size [{list(size)}] instead"
        )
    if shape[1] != size[1] * groups:
        raise RuntimeError(
            f"Given groups={groups}, weight of size {list(size)}, expected input{list(shape)} to have "
            f"{size[1] * groups} channels, but got {shape[1]} channels instead"
        )
    if bias is not None and bias._data.shape != size[:1]:
        raise RuntimeError(
            f"Given weight of size {list(size)}, expected bias to be 1-dimensional with {size[0]} elements, but got "
            f"bias of size {list(bias.shape)} instead"
        )
    padded = [n + 2 * p for n, p in zip(shape[2:], padding, strict=True)]
    reach = [d * (k - 1) + 1 for k, d in zip(size[2:], dilation, strict=True)]
    if any(n < k for n, k in zip(padded, reach, strict=True)):
        raise RuntimeError(
            f"Calculated padded input size per channel: ({_by(padded)}). Kernel size: ({_by(reach)}). Kernel size "
            "can't be greater than actual input size"
        )
    if 0 in shape[1:]:
        raise RuntimeError(f"Only zero batch or zero channel inputs are supported, but got input shape: {list(shape)}")
    if bias is not None and bias._data.dtype != input._data.dtype:
        raise RuntimeError(f"Input type ({input.dtype.c_name}) and bias type ({bias.dtype.c_name}) should be the same")
    if input._data.dtype != weight._data.dtype:
        if input._data.dtype == np.float32:
            raise RuntimeError(
                f"Input type ({input.dtype.type_name}) and weight type ({weight.dtype.type_name}) should be the same "
                "or input should be a MKLDNN tensor and weight is a dense tensor"
            )
        raise RuntimeError(f"expected scalar type {input.dtype.scalar} but found {weight.dtype.scalar}")
    if input._data.dtype.kind == "b":
        raise NotImplementedError("\"slow_conv2d_cpu\" not implemented for 'Bool'")


def _by(sizes):
    return " x ".join(map(str, sizes))


# Pooling. `which` says of each window which of its taps it took.


def _max_pool(self, kernel_size, stride, padding, dilation, ceil_mode):
    out = _pooled_size(self.shape, kernel_size, stride, padding, dilation, ceil_mode)
    lowest = -np.inf if self.dtype.kind == "f" else np.iinfo(self.dtype).min
    picture = _padded(self, padding, _cover(self.shape, kernel_size, stride, padding, dilation, out), lowest)
    taps = [tap for _, _, tap in _taps(picture, kernel_size, stride, dilation, out)]
    result = np.maximum(taps[0], taps[-1])
    for tap in taps[1:-1]:
        np.maximum(result, tap, out=result)
    # 0 where the first tap has the maximum, else 1 where the second has it, and so on, reckoned from the last one.
    which = np.zeros(result.shape, np.uint8 if len(taps) < 256 else np.int64)
    inside = _inside_taps(self.shape, kernel_size, stride, padding, dilation, out) if any(padding) else None
    for k in reversed(range(len(taps) - 1)):
        missed = taps[k] != result
        if inside is not None:
            missed |= ~inside[k]
        which += 1
        which *= missed
    if (result != result).any():  # of several nan, the last one counts
        for k, tap in enumerate(taps):
            which[tap != tap] = k
    return result, which


def _inside_taps(shape, kernel, stride, padding, dilation, out):
    """Return for every tap of every window whether it lies in the picture, and not in the padding."""
    full = np.zeros(_cover(shape, kernel, stride, padding, dilation, out), bool)
    _inside(full, padding, shape)[...] = True
    return [tap for _, _, tap in _taps(full, kernel, stride, dilation, out)]


def _cover(shape, kernel, stride, padding, dilation, out):
    """Return the size of the padded picture: the windows' extent, and what of the picture no window reaches."""
    extent = _extent(kernel, stride, dilation, out)
    return tuple(max(n + p, e) for n, p, e in zip(shape[-2:], padding, extent, strict=True))


def _indices(which, shape, kernel, stride, padding, dilation):
    """Return what PyTorch calls the indices of max_pool2d: the place of each maximum, counted through the picture."""
    row, column = np.divmod(which.astype(np.int64), kernel[1])
    row = row * dilation[0] + (np.arange(which.shape[-2]) * stride[0] - padding[0])[:, np.newaxis]
    column = column * dilation[1] + np.arange(which.shape[-1]) * stride[1] - padding[1]
    return row * shape[-1] + column


def _max_pool_grad(grad, which, shape, kernel_size, stride, padding, dilation):
    out = grad.shape[-2:]
    size = (*shape[:-2], *_cover(shape, kernel_size, stride, padding, dilation, out))
    # With windows side by side every element is in one window; else one may be in several, or in none.
    tiled = stride == kernel_size and dilation == (1, 1) and size[-2:] == _extent(kernel_size, stride, dilation, out)
    picture = np.empty(size, grad.dtype) if tiled else np.zeros(size, grad.dtype)
    for k, (_, _, tap) in enumerate(_taps(picture, kernel_size, stride, dilation, out)):
        if tiled:
            kept(grad, which == k, out=tap)
        else:
            tap += kept(grad, which == k)
    return _inside(picture, padding, shape)


def _max_pool_take(self, which, kernel_size, stride, padding, dilation):
    """Return the element of each window that `which` says: the gradient of `_max_pool_grad`."""
    out = which.shape[-2:]
    picture = _padded(self, padding, _cover(self.shape, kernel_size, stride, padding, dilation, out))
    result = np.zeros(which.shape, self.dtype)
    for k, (_, _, tap) in enumerate(_taps(picture, kernel_size, stride, dilation, out)):
        np.copyto(result, tap, where=which == k)
    return result


max_pool_row = Op(
    "MaxPool2DWithIndicesBackward0",
    _max_pool,
    self=lambda grad, self, result1, kernel_size, stride, padding, dilation, ceil_mode: max_pool_grad_row(
        grad,
        result1,
        shape=tuple(self.shape),
        kernel_size=kernel_size,
        stride=stride,
        padding=padding,
        dilation=dilation,
    ),
)
max_pool_grad_row = Op(
    "MaxPool2DWithIndicesBackwardBackward0",
    _max_pool_grad,
    grad=lambda grad, which, kernel_size, stride, padding, dilation: max_pool_take_row(
        grad, which, kernel_size=kernel_size, stride=stride, padding=padding, dilation=dilation
    ),
    which=None,
)
max_pool_take_row = Op(
    "MaxPool2DWithIndicesBackward0",
    _max_pool_take,
    self=lambda grad, which, self_shape, kernel_size, stride, padding, dilation: max_pool_grad_row(
        grad, which, shape=self_shape, kernel_size=kernel_size, stride=stride, padding=padding, dilation=dilation
    ),
    which=None,
)


def _divisor(shape, kernel, stride, padding, out, count_include_pad, divisor_override):
    """Return by what the sums of the windows are divided: a number, or one for each window where they differ."""
    if divisor_override is not None:
        return divisor_override
    counts = []
    for size, k, s, p, n in zip(shape[-2:], kernel, stride, padding, out, strict=True):
        start = np.arange(n) * s - p
        end = np.minimum(start + k, size + p)
        counts.append(end - start if count_include_pad else np.minimum(end, size) - np.maximum(start, 0))
    count = counts[0][:, np.newaxis] * counts[1]
    return int(count.flat[0]) if count.size and (count == count.flat[0]).all() else count


def _divided(sums, count):
    if sums.dtype.kind != "f":
        return np.trunc(sums / count).astype(sums.dtype)
    return np.divide(sums, count, dtype=sums.dtype)


def _avg_pool(self, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override):
    out = _pooled_size(self.shape, kernel_size, stride, padding, (1, 1), ceil_mode)
    picture = _padded(self, padding, _cover(self.shape, kernel_size, stride, padding, (1, 1), out))
    taps = _taps(picture, kernel_size, stride, (1, 1), out)
    result = next(taps)[2].copy()
    for _, _, tap in taps:
        result += tap
    return _divided(
        result, _divisor(self.shape, kernel_size, stride, padding, out, count_include_pad, divisor_override)
    )


def _avg_pool_grad(grad, shape, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override):
    out = grad.shape[-2:]
    share = _divided(grad, _divisor(shape, kernel_size, stride, padding, out, count_include_pad, divisor_override))
    picture = np.zeros((*shape[:-2], *_cover(shape, kernel_size, stride, padding, (1, 1), out)), grad.dtype)
    for _, _, tap in _taps(picture, kernel_size, stride, (1, 1), out):
        tap += share
    return _inside(picture, padding, shape)


avg_pool_row = Op(
    "AvgPool2DBackward0",
    _avg_pool,
    self=lambda grad, self, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override: (
        avg_pool_grad_row(
            grad, shape=tuple(self.shape), kernel_size=kernel_size, stride=stride, padding=padding, ceil_mode=ceil_mode,
            count_include_pad=count_include_pad, divisor_override=divisor_override,
        )
    ),
)  # fmt: skip
avg_pool_grad_row = Op(
    "AvgPool2DBackwardBackward0",
    _avg_pool_grad,
    grad=lambda grad, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override: avg_pool_row(
        grad, kernel_size=kernel_size, stride=stride, padding=padding, ceil_mode=ceil_mode,
        count_include_pad=count_include_pad, divisor_override=divisor_override,
    ),
)  # fmt: skip


def _pooled_size(shape, kernel, stride, padding, dilation, ceil_mode):
    """Return how many windows there are. ceil_mode: one more where a part of a window is left over."""
    sizes = []
    for size, k, s, p, d in zip(shape[-2:], kernel, stride, padding, dilation, strict=True):
        left = size + 2 * p - d * (k - 1) - 1
        n = (left + (s - 1 if ceil_mode else 0)) // s + 1
        sizes.append(n - 1 if ceil_mode and (n - 1) * s >= size + p else n)  # it must begin inside
    return tuple(sizes)


def _pool_pair(value, function, name, omitted=""):
    values = (value, value) if isinstance(value, int) else tuple(value)
    values = values * 2 if len(values) == 1 else values
    if len(values) != 2:
        raise RuntimeError(f"{function}: {name} must either be {omitted}a single int, or a tuple of two ints")
    return values


def _pool_settings(function, input, kernel_size, stride, padding, dilation, ceil_mode):
    """Return the settings of a pooling as pairs. Raises PyTorch's errors if they do not fit the input."""
    kernel = _pool_pair(kernel_size, function, "kernel_size")
    stride = _pool_pair(stride, function, "stride", "omitted, ") if stride not in (None, [], ()) else kernel
    padding, dilation = _pool_pair(padding, function, "padding"), _pool_pair(dilation, function, "dilation")
    shape = input._data.shape
    if 0 in stride:
        raise RuntimeError("stride should not be zero")
    if min(dilation) <= 0:
        raise RuntimeError(
            f"dilation should be greater than zero, but got dilationH: {dilation[0]} dilationW: {dilation[1]}"
        )
    if min(kernel) <= 0:
        raise RuntimeError(f"kernel size should be greater than zero, but got kH: {kernel[0]} kW: {kernel[1]}")
    if len(shape) not in (3, 4):
        if len(shape) < 3 and function == "avg_pool2d":
            raise IndexError(_tensor.out_of_range(-3, max(len(shape), 1)))
        raise RuntimeError("non-empty 3D or 4D (batch mode) tensor expected for input")
    for p, k, d in zip(padding, kernel, dilation, strict=True):
        if p < 0:
            raise RuntimeError(f"pad must be non-negative, but got pad: {p}")
        if p > (d * (k - 1) + 1) // 2:
            raise RuntimeError(
                f"pad should be at most half of effective kernel size, but got pad={p}, kernel_size={k} and "
                f"dilation={d}"
            )
    if any(p > k // 2 for p, k in zip(padding, kernel, strict=True)):
        raise RuntimeError(
            f"pad should be smaller than or equal to half of kernel size, but got padW = {padding[1]}, "
            f"padH = {padding[0]}, kW = {kernel[1]}, kH = {kernel[0]}"
        )
    if 0 in shape[-3:]:
        raise RuntimeError(
            f"Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:{list(shape)}"
        )
    out = _pooled_size(shape, kernel, stride, padding, dilation, ceil_mode)
    if min(out) < 1:
        given, got = ("x".join(map(str, (shape[-3], *sizes))) for sizes in (shape[-2:], out))
        raise RuntimeError(f"Given input size: ({given}). Calculated output size: ({got}). Output size is too small")
    if input._data.dtype.kind == "b":
        raise NotImplementedError(f"\"{function}\" not implemented for 'Bool'")
    return {"kernel_size": kernel, "stride": stride, "padding": padding, "ceil_mode": ceil_mode}, dilation


def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """Return the largest element of every window; return_indices: and where it was, counted through each picture.

    input: (batch, channels, height, width), or without the batch. stride: by default the kernel size. ceil_mode: a
    window that sticks out counts if it begins inside. Raises RuntimeError if the settings do not fit.
    """
    settings, dilation = _pool_settings("max_pool2d", input, kernel_size, stride, padding, dilation, ceil_mode)
    result, which = max_pool_row(input, dilation=dilation, **settings)
    if not return_indices:
        return result
    geometry = [settings["kernel_size"], settings["stride"], settings["padding"], dilation]
    return result, _tensor.wrap(_indices(which._data, input._data.shape, *geometry))


def avg_pool2d(
    input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
):
    """Return the mean of every window. The arguments are those of `max_pool2d`, and:

    count_include_pad: the zeros around the picture count. divisor_override: divide the sums by this number instead.
    """
    settings, _ = _pool_settings("avg_pool2d", input, kernel_size, stride, padding, 1, ceil_mode)
    if divisor_override == 0:
        raise RuntimeError("divisor must be not zero")
    return avg_pool_row(input, count_include_pad=count_include_pad, divisor_override=divisor_override, **settings)
