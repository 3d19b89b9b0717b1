"""FloatTensor, LongTensor and the others: PyTorch's older names for tensors of one dtype."""

from . import creation, dtypes
from ._tensor import Tensor


class _Type(type):
    """Makes `LongTensor([1, 2])` and `LongTensor(2, 3)` tensors, and tells by the dtype what is an instance."""

    def __call__(cls, *args):
        if not args:
            return creation.empty(0, dtype=cls.dtype)
        if isinstance(args[0], Tensor) and args[0].dtype is not cls.dtype:
            raise TypeError(f"expected {cls.dtype.type_name} (got {args[0].dtype.type_name})")
        if isinstance(args[0], dtypes.Size) or all(isinstance(arg, int) for arg in args):
            return creation.empty(*args, dtype=cls.dtype)
        return args[0] if isinstance(args[0], Tensor) else creation.tensor(args[0], dtype=cls.dtype)

    def __instancecheck__(cls, value):
        return isinstance(value, Tensor) and value.dtype is cls.dtype


def _make(dtype):
    name = dtype.type_name.removeprefix("torch.")
    return _Type(name, (), {"dtype": dtype, "__module__": "torch", "__doc__": f"Tensors of dtype {dtype!r}."})


BoolTensor, ByteTensor, IntTensor, LongTensor = map(_make, (dtypes.bool, dtypes.uint8, dtypes.int32, dtypes.int64))
FloatTensor, DoubleTensor = map(_make, (dtypes.float32, dtypes.float64))
ALL = {
    kind.dtype.type_name: kind for kind in (BoolTensor, ByteTensor, IntTensor, LongTensor, FloatTensor, DoubleTensor)
}


def dtype_of(kind):
    """Return the dtype that `Tensor.type` is asked for: by a dtype, one of these types, or its name."""
    if isinstance(kind, str):
        if kind not in ALL:
            raise ValueError(f"invalid type: '{kind}'")
        kind = ALL[kind]
    return kind.dtype if isinstance(kind, _Type) else kind
