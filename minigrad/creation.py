"""Functions that make new tensors. All take dtype, requires_grad, and device, which can be "cpu" only."""

import math
import warnings

import numpy as np

from . import _tensor, dtypes
from .ops.arguments import sizes_of


def make(array, dtype=None, requires_grad=False, device=None):
    """Wrap a fresh array. Raises RuntimeError if integers or bools are asked to require grad."""
    if device is not None:
        dtypes.check_device(device)
    if dtype is not None:
        array = array.astype(dtypes.resolve(dtype).numpy, copy=False)
    tensor = _tensor.wrap(array)
    if requires_grad:
        if tensor._data.dtype.kind != "f":
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        tensor._meta().requires_grad = True
        tensor._edge = None
    return tensor


# From numbers


def tensor(data, *, dtype=None, requires_grad=False, device=None, pin_memory=False):
    """Copy numbers, nested lists of numbers or an ndarray into a new tensor: always a leaf, without history.

    Python floats become float32, integers int64; what comes from NumPy keeps its dtype. pin_memory: without effect.
    Raises ValueError for lists of unequal length, TypeError or RuntimeError for what is no number, and RuntimeError for
    numbers that `dtype` cannot hold.
    """
    if isinstance(data, _tensor.Tensor):
        warnings.warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor).",
            UserWarning,
            stacklevel=2,
        )
        data = data._data
    if isinstance(data, np.ndarray | np.generic):
        _no_negative_strides(data)
        array = np.array(data)
        if dtype is None:
            dtypes.from_numpy(array.dtype)
        return make(array, dtype, requires_grad, device)
    array = _from_nested(data)
    if dtype is not None:
        dtype = dtypes.resolve(dtype)
        if dtype.category == 1:
            _check_limits(array, dtype)
    elif array.dtype == np.float64 and not _has_doubles(data):
        dtype = dtypes.default
    return make(array, dtype, requires_grad, device)


def _from_nested(data):
    if isinstance(data, range):
        data = list(data)
    plain = _plain(data)
    try:
        array = np.array(plain)
    except ValueError:
        array = None
    if array is None or array.dtype.kind not in "biuf" or array.dtype == np.uint64:
        shape = _sizes(plain)
        _check_leaves(plain)
        if 0 in shape:
            return np.zeros(shape)
        _check_shape(plain, shape, 0)
        raise ValueError("Overflow when unpacking long long")
    return array


def _plain(data):
    """Replace the single-element tensors inside lists by their numbers."""
    if isinstance(data, _tensor.Tensor):
        if data.numel() != 1:
            if data._data.dtype.kind != "f":
                raise TypeError("only integer tensors of a single element can be converted to an index")
            raise ValueError("only one element tensors can be converted to Python scalars")
        return data._data.reshape(())[()]
    return [_plain(item) for item in data] if isinstance(data, list | tuple) else data


def _has_doubles(data):
    """True if some of the numbers are not Python's, but double precision of NumPy or of a tensor."""
    if isinstance(data, list | tuple):
        return any(type(item) is not float and _has_doubles(item) for item in data)
    return getattr(data, "dtype", None) in (np.float64, dtypes.float64)


def _check_limits(array, dtype):
    limits = np.iinfo(dtype.numpy)
    if array.size and (np.isnan(array).any() or array.max() > limits.max or array.min() < (limits.min or -limits.max)):
        raise RuntimeError(f"value cannot be converted to type {dtype.name} without overflow")


# What is wrong with nested lists that NumPy refused, in PyTorch's words.


def _sizes(data):
    sizes = []
    while isinstance(data, list | tuple | str):
        if isinstance(data, str):
            if sizes:
                raise ValueError("too many dimensions 'str'")
            raise TypeError("new(): invalid data type 'str'")
        sizes.append(len(data))
        if not data:
            break
        data = data[0]
    return sizes


def _check_leaves(data):
    if isinstance(data, list | tuple):
        for item in data:
            _check_leaves(item)
    elif isinstance(data, str | bytes):
        raise TypeError(f"new(): invalid data type '{type(data).__name__}'")
    elif isinstance(data, complex):
        raise TypeError("minigrad has no complex numbers")
    elif not isinstance(data, bool | int | float | np.number | np.bool_ | np.ndarray):
        raise RuntimeError(f"Could not infer dtype of {type(data).__name__}")


def _check_shape(data, sizes, dim):
    if dim == len(sizes):
        if isinstance(data, list | tuple):
            raise TypeError(f"'{type(data).__name__}' object cannot be interpreted as an integer")
        return
    if not isinstance(data, list | tuple):
        raise TypeError("not a sequence")
    if len(data) != sizes[dim]:
        raise ValueError(f"expected sequence of length {sizes[dim]} at dim {dim} (got {len(data)})")
    for item in data:
        _check_shape(item, sizes, dim + 1)


def as_tensor(data, dtype=None, device=None):
    """Return `data` as a tensor: itself if it is one already, on the same memory if it is an ndarray, else a copy."""
    dtypes.check_device(device)
    if isinstance(data, _tensor.Tensor):
        return data if dtype is None else data.to(dtypes.resolve(dtype))
    if isinstance(data, np.ndarray) and (dtype is None or dtypes.resolve(dtype).numpy == data.dtype):
        return from_numpy(data)
    return tensor(data, dtype=dtype)


def from_numpy(ndarray):
    """Return a tensor on the memory of an ndarray: what is written to one is seen in the other."""
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    dtypes.from_numpy(ndarray.dtype)
    _no_negative_strides(ndarray)
    if not ndarray.flags.writeable:
        warnings.warn(
            "The given NumPy array is not writable, and PyTorch does not support non-writable tensors. This means "
            "writing to this tensor will result in undefined behavior. You may want to copy the array to protect its "
            "data or make it writable before converting it to a tensor. This type of warning will be suppressed for "
            "the rest of this program.",
            UserWarning,
            stacklevel=2,
        )
    return _tensor.wrap(ndarray)


def _no_negative_strides(array):
    if any(stride < 0 for stride in array.strides):
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative strides are not "
            "currently supported. (You can probably work around this by making a copy of your array  with "
            "array.copy().) "
        )


# Of one number


def shape_of(sizes, size, function):
    """Return the shape that a function is asked for. Raises RuntimeError for negative sizes, TypeError for none."""
    if not sizes and size is None:
        raise TypeError(f'{function}() missing 1 required positional arguments: "size"')
    shape = sizes_of(sizes, size, function)
    negative = next((n for n in shape if n < 0), None)
    if negative is not None:
        if function == "zeros":
            raise RuntimeError("zeros: Dimension size must be non-negative.")
        raise RuntimeError(f"Trying to create tensor with negative dimension {negative}: {list(shape)}")
    return shape


def zeros(*sizes, size=None, dtype=None, requires_grad=False, device=None):
    """Return a tensor of zeros. The sizes are given one by one or as a tuple."""
    return make(np.zeros(shape_of(sizes, size, "zeros"), dtypes.resolve(dtype).numpy), None, requires_grad, device)


def ones(*sizes, size=None, dtype=None, requires_grad=False, device=None):
    """Return a tensor of ones. The sizes are given one by one or as a tuple."""
    return make(np.ones(shape_of(sizes, size, "ones"), dtypes.resolve(dtype).numpy), None, requires_grad, device)


def empty(*sizes, size=None, dtype=None, requires_grad=False, device=None):
    """Return a tensor whose elements nobody has set. Here they are 0."""
    shape = shape_of(sizes, size, "empty")
    return make(np.zeros(shape, dtypes.resolve(dtype).numpy), None, requires_grad, device)


def full(size, fill_value, *, dtype=None, requires_grad=False, device=None):
    """Return a tensor with one number everywhere, in that number's dtype."""
    if not isinstance(size, tuple | list):
        raise TypeError(f"full(): argument 'size' (position 1) must be tuple of ints, not {type(size).__name__}")
    return make(_filled(np.empty(shape_of((size,), None, "full")), fill_value, dtype), None, requires_grad, device)


def _filled(array, number, dtype):
    if isinstance(number, _tensor.Tensor) and not number.ndim:
        number = number.item()
    if not isinstance(number, bool | int | float | np.number | np.bool_):
        raise TypeError(f"full(): argument 'fill_value' (position 2) must be Number, not {type(number).__name__}")
    own = {bool: dtypes.bool, int: dtypes.int64}.get(type(number), dtypes.default)
    kind = dtypes.resolve(dtype, own).numpy
    return np.full_like(array, dtypes.fitting(number, kind), kind)


def eye(n, m=None, *, dtype=None, requires_grad=False, device=None):
    """Return a matrix with ones on the diagonal."""
    for name, number in (("n", n), ("m", m)):
        if number is None:
            continue
        if not hasattr(number, "__index__") or getattr(number, "ndim", 0):
            raise TypeError(f"eye(): argument '{name}' (position 1) must be int, not {type(number).__name__}")
        if number < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {number}")
    return make(np.eye(n, m, dtype=dtypes.resolve(dtype).numpy), None, requires_grad, device)


# Of numbers in a row


def arange(start=None, end=None, step=1, *, dtype=None, requires_grad=False, device=None):
    """Return the numbers from `start` (0 if only one is given) in steps up to, and without, `end`."""
    given = {"start": start, "end": end, "step": step} if end is not None else {"end": start, "step": step}
    for place, (name, number) in enumerate(given.items(), 1):
        alone = isinstance(number, _tensor.Tensor | np.generic) and not number.ndim
        if not alone and not isinstance(number, int | float) and (number is not None or name != "start"):
            raise TypeError(
                _tensor.not_a_tensor("arange", name, place, number).args[0].replace("be Tensor", "be Number")
            )
    start, end = (0, start) if end is None else (0 if start is None else start, end)
    start, end, step = (n.item() if isinstance(n, _tensor.Tensor | np.generic) else n for n in (start, end, step))
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    floats = any(isinstance(number, float) for number in (start, end, step))
    if not math.isfinite(start) or not math.isfinite(end):
        raise RuntimeError(f"unsupported range: {start} -> {end}")
    kind = dtypes.resolve(dtype, dtypes.default if floats else dtypes.int64)
    if kind is dtypes.bool:
        raise NotImplementedError("\"arange_cpu\" not implemented for 'Bool'")
    count = math.ceil((end - start) / step)
    if kind.category == 1:
        if kind is dtypes.int64:
            if not int(step):
                raise ValueError("step must be nonzero")
            count = math.ceil((int(end) - int(start)) / int(step))
        start, step = int(start), int(step)
    return make(np.arange(count) * step + start, kind, requires_grad, device)


def linspace(start, end, steps, *, dtype=None, requires_grad=False, device=None):
    """Return `steps` numbers from `start` to `end`, both included, evenly spaced."""
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    for name, number in (("start", start), ("end", end)):
        if isinstance(number, _tensor.Tensor) and number.ndim:
            raise RuntimeError(
                f"linspace only supports 0-dimensional start and end tensors, but got {name} with {number.ndim} "
                "dimension(s)."
            )
        if not isinstance(number, int | float | np.number | _tensor.Tensor):
            raise _tensor.not_a_tensor("linspace", name, 1 if name == "start" else 2, number)
    kind = dtypes.resolve(dtype)
    start, end = (n.item() if isinstance(n, _tensor.Tensor) else n for n in (start, end))
    if kind.category == 1:
        start, end = int(start), int(end)
    return make(np.linspace(start, end, steps), kind, requires_grad, device)


# Like another tensor


def like(function, fill):
    """Make the function NAME_like of `function`. fill: from the other tensor's array, further arguments and a dtype."""
    name = f"{function.__name__}_like"

    def function_like(input, *args, dtype=None, requires_grad=False, device=None, memory_format=None, **named):
        if not isinstance(input, _tensor.Tensor):
            raise _tensor.not_a_tensor(name, "input", 1, input)
        kind = dtypes.resolve(dtype, input.dtype)
        array = input._data
        if 0 in array.strides:  # expanded: what is made is contiguous
            array = np.empty(array.shape, array.dtype)
        return make(fill(array, *args, dtype=kind.numpy, **named), None, requires_grad, device)

    function_like.__name__ = function_like.__qualname__ = name
    function_like.__doc__ = f"As {function.__name__}, in the shape and dtype of `input`. The flag is not taken over."
    return function_like


zeros_like, ones_like, empty_like = like(zeros, np.zeros_like), like(ones, np.ones_like), like(empty, np.zeros_like)


def _full_like(array, fill_value, dtype):
    return _filled(array, fill_value, dtypes.from_numpy(dtype))


full_like = like(full, _full_like)
