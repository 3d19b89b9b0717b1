"""The data types of minigrad, PyTorch's rules for mixing them, its text for a shape, and its one device."""

import builtins

import numpy as np


class dtype:
    """The type of a tensor's elements: float32, float64, int64 or bool, and int32 and uint8 for data."""

    __slots__ = ("c_name", "category", "itemsize", "name", "numpy", "scalar", "type_name")

    def __init__(self, name, numpy, category, c_name, scalar):
        self.name, self.category, self.c_name, self.scalar = name, category, c_name, scalar
        self.numpy = np.dtype(numpy)
        self.itemsize = self.numpy.itemsize
        self.type_name = f"torch.{scalar}Tensor"  # as PyTorch's error messages call a tensor of this type

    @property
    def is_floating_point(self):
        return self.category == 2

    @property
    def is_complex(self):
        return False

    @property
    def is_signed(self):
        return self.name not in ("bool", "uint8")

    def __repr__(self):
        return f"torch.{self.name}"

    def __reduce__(self):
        return _by_name, (self.name,)  # pickled and copied by name: there is one object for each type


# The category decides when types mix: 0 bool, 1 integer, 2 floating point; the higher one wins.
float32 = dtype("float32", np.float32, 2, "float", "Float")
float64 = dtype("float64", np.float64, 2, "double", "Double")
int64 = dtype("int64", np.int64, 1, "long int", "Long")
int32 = dtype("int32", np.int32, 1, "int", "Int")
uint8 = dtype("uint8", np.uint8, 1, "unsigned char", "Byte")
bool = dtype("bool", np.bool_, 0, "bool", "Bool")

_all = (float32, float64, int64, int32, uint8, bool)
_by_numpy = {kind.numpy: kind for kind in _all}
default = float32


def resolve(kind, otherwise=None):
    """Return the dtype that an argument `dtype` means; Python's bool, int and float are taken too.

    otherwise: for None, by default the default dtype. Raises TypeError for what is no dtype.
    """
    if isinstance(kind, dtype):
        return kind
    if kind is None:
        return otherwise or default
    python = {builtins.bool: bool, int: int64, float: float64}
    if isinstance(kind, type) and kind in python:
        return python[kind]
    raise TypeError(f"argument 'dtype' must be torch.dtype, not {type(kind).__name__}")


def _by_name(name):
    return {kind.name: kind for kind in _all}[name]


def get_default_dtype():
    """Return the dtype of new floating-point tensors."""
    return default


def set_default_dtype(d):
    """Set the dtype of new floating-point tensors: float32 or float64. Raises TypeError for another."""
    global default
    if not isinstance(d, dtype) or not d.is_floating_point:
        text = "only floating-point types are supported as the default type"
        raise TypeError(text if isinstance(d, dtype) else f"invalid dtype object: {text}")
    default = d


def from_numpy(numpy_dtype):
    """Return the dtype for a NumPy dtype. Raises TypeError for one that minigrad does not have."""
    try:
        return _by_numpy[numpy_dtype]
    except KeyError:
        raise TypeError(
            f"can't convert np.ndarray of type numpy.{np.dtype(numpy_dtype).type.__name__}. "
            f"The only supported types are: {', '.join(kind.name for kind in _all)}."
        ) from None


def of_number(number, beside):
    """Return the dtype that a Python number takes beside a tensor of dtype `beside`."""
    if isinstance(number, builtins.bool):
        return beside
    if isinstance(number, int):
        return beside if beside.category >= 1 else int64
    return beside if beside.is_floating_point else default


def wrapped(number, kind):
    """Return a Python number as an element of the NumPy dtype `kind`; what is too large for an integer wraps around."""
    if kind.kind in "iu" and isinstance(number, int):
        return np.array((number + 2**63) % 2**64 - 2**63, np.int64).astype(kind)
    return np.array(number, kind)


def fitting(number, kind, name=None):
    """Return a Python number as an element of the NumPy dtype `kind`. Raises RuntimeError if it is too large for it."""
    if kind.kind in "iu" and not isinstance(number, builtins.bool):
        limits = np.iinfo(kind)
        low = limits.min or -limits.max  # PyTorch lets -1 be 255
        if not low <= number <= limits.max or (limits.min == 0 and number < 0 and number != int(number)):
            name = name or {np.dtype(np.uint8): "uint8_t", np.dtype(np.int32): "int"}.get(kind, "int64_t")
            raise RuntimeError(f"value cannot be converted to type {name} without overflow")
        return wrapped(int(number), kind)[()]
    return kind.type(number)


def promote(*tensors):
    """Return the NumPy dtype in which tensors meet: the higher category, then tensors with dimensions, then width.

    Source: PyTorch's "Type promotion" in the documentation of tensor attributes.
    """
    types = [from_numpy(tensor._data.dtype) for tensor in tensors]
    highest = max(kind.category for kind in types)
    of_highest = [
        (kind, tensor._data.ndim) for kind, tensor in zip(types, tensors, strict=True) if kind.category == highest
    ]
    with_dims = [kind for kind, ndim in of_highest if ndim]
    chosen = with_dims or [kind for kind, _ in of_highest]
    return np.result_type(*(kind.numpy for kind in chosen))


def promote_types(type1, type2):
    """Return the dtype in which two dtypes meet."""
    for place, given in enumerate((type1, type2), 1):
        if not isinstance(given, dtype):
            raise TypeError(
                f"promote_types(): argument 'type{place}' (position {place}) must be torch.dtype, not "
                f"{type(given).__name__}"
            )
    if type1.category != type2.category:
        return type1 if type1.category > type2.category else type2
    return from_numpy(np.promote_types(type1.numpy, type2.numpy))


def can_cast(from_, to):
    """Return whether PyTorch lets results of the dtype `from_` be written into a tensor of the dtype `to`."""
    return from_.category <= to.category


class Size(tuple):
    """A tensor's shape: a tuple that prints as PyTorch's does."""

    __slots__ = ()

    def __new__(cls, sizes=()):
        sizes = list(sizes)
        for k, size in enumerate(sizes):
            if not isinstance(size, int | np.integer):
                try:
                    sizes[k] = size.__index__()  # of a tensor
                except (AttributeError, TypeError):
                    text = f"torch.Size() takes an iterable of 'int' (item {k} is '{type(size).__name__}')"
                    raise TypeError(text) from None
        return tuple.__new__(cls, sizes)

    def __repr__(self):
        return f"torch.Size({list(self)})"

    def numel(self):
        """Return the number of elements of a tensor of this shape."""
        return int(np.prod(self, dtype=np.int64))

    def __getitem__(self, key):
        found = tuple.__getitem__(self, key)
        return Size(found) if isinstance(key, slice) else found

    def __add__(self, other):
        if not isinstance(other, tuple):
            raise TypeError(f"can only concatenate tuple (not {type(other).__name__}) to torch.Size")
        return Size(tuple.__add__(self, other))

    def __radd__(self, other):
        return Size(other + tuple(self)) if isinstance(other, tuple) else NotImplemented

    def __mul__(self, times):
        return Size(tuple(self) * times)

    __rmul__ = __mul__


KNOWN_DEVICES = (
    "cpu", "cuda", "ipu", "xpu", "mkldnn", "opengl", "opencl", "ideep", "hip", "ve", "fpga", "maia", "xla", "lazy",
    "vulkan", "mps", "meta", "hpu", "mtia", "privateuseone",
)  # fmt: skip


class device:
    """Where a tensor's elements are. minigrad has the CPU only; other names can be spelt, not used."""

    __slots__ = ("index", "type")

    def __init__(self, type, index=None):
        if isinstance(type, device):
            type, index = type.type, type.index
        if isinstance(type, int):
            raise RuntimeError("Cannot access accelerator device when none is available.")
        if not isinstance(type, str):
            raise TypeError(f"device(): argument 'type' must be str, not {type.__class__.__name__}")
        if not type:
            raise RuntimeError("Device string must not be empty")
        kind, colon, number = type.partition(":")
        if colon and not number.isdecimal():
            raise RuntimeError(f"Invalid device string: '{type}'")
        if kind not in KNOWN_DEVICES:
            raise RuntimeError(
                f"Expected one of {', '.join(KNOWN_DEVICES)} device type at start of device string: {kind}"
            )
        self.type, self.index = kind, int(number) if number else index

    def __eq__(self, other):
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self):
        return hash((self.type, self.index))

    def __str__(self):
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self):
        return (
            f"device(type={self.type!r})" if self.index is None else f"device(type={self.type!r}, index={self.index})"
        )


CPU = device("cpu")


def check_device(value):
    """Raise RuntimeError for another device than the CPU."""
    if value is not None and device(value).type != "cpu":
        raise RuntimeError(f"minigrad computes on the CPU only: there is no device {str(device(value))!r}, use 'cpu'")


def _check_kind(name, type, kind, other, floating):
    if not isinstance(type, dtype):
        raise TypeError(f"{name}(): argument 'type' (position 1) must be torch.dtype, not {type.__class__.__name__}")
    if type is bool and not floating:
        raise TypeError("torch.bool is not supported by torch.iinfo")
    if type.is_floating_point != floating:
        raise TypeError(f"torch.{name}() requires {kind} input type. Use torch.{other} to handle 'torch.{name}'")


class finfo:
    """The limits of a floating-point dtype: eps, max, min, tiny, bits and others."""

    def __init__(self, type=None):
        _check_kind("finfo", type or default, "a floating point", "iinfo", True)
        limits = np.finfo((type or default).numpy)
        self.dtype, self.bits = (type or default).name, int(limits.bits)
        for name in ("resolution", "min", "max", "eps", "smallest_normal", "tiny"):
            setattr(self, name, float(getattr(limits, name)))

    def __repr__(self):
        shown = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")
        return f"finfo({', '.join(f'{name}={getattr(self, name):g}' for name in shown)}, dtype={self.dtype})"


class iinfo:
    """The limits of an integer dtype: min, max and bits."""

    def __init__(self, type):
        _check_kind("iinfo", type, "an integer", "finfo", False)
        limits = np.iinfo(type.numpy)
        self.dtype, self.min, self.max, self.bits = type.name, int(limits.min), int(limits.max), int(limits.bits)

    def __repr__(self):
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"


def layout(array):
    """Return NumPy's name of the order that a copy has in PyTorch: what was expanded becomes contiguous."""
    return "C" if 0 in array.strides else "K"


def arranged(data, arrays):
    """Return `data`, computed from the elements of `arrays`, with its dimensions in PyTorch's order in memory.

    The first array that tells two dimensions apart decides; where arrays differ, NumPy takes the order of the indices.
    Source: reorder_dimensions in PyTorch's TensorIterator.cpp.
    """
    if all(array.flags.c_contiguous for array in arrays):
        return data
    shape = data.shape
    strides = [np.broadcast_to(array, shape).strides for array in arrays if array.ndim > 1]
    order = [*range(data.ndim)][::-1]  # the innermost first
    for place in range(1, data.ndim):
        for before in range(place - 1, -1, -1):
            inner, outer = order[before], order[place]
            told = [
                s for s in strides if s[inner] and s[outer] and (s[inner] != s[outer] or shape[inner] > shape[outer])
            ]
            if told and told[0][inner] >= told[0][outer]:
                order[before], order[place], place = outer, inner, before
            elif told:
                break
    made = np.empty([shape[dim] for dim in order[::-1]], data.dtype).transpose(np.argsort(order[::-1]))
    if made.strides == data.strides:
        return data
    made[...] = data
    return made


def cast(array, dtype):
    """As astype, without a copy where there is nothing to do."""
    return array if array.dtype == dtype else array.astype(dtype, layout(array))
