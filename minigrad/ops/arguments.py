"""Reading arguments: NumPy's names for them, sizes in any form, and dimensions counted from either end."""

import functools
import numbers
import operator

import numpy as np

from .. import _tensor

_NOT_NONE = {"prod", "max", "min", "logsumexp"}  # as `dim`
_KEEPDIM_NEEDS_DIM = {"sum", "mean", "prod", "max", "min"}


def numpy_names(function):
    """Let a function be called with NumPy's names, axis and keepdims, as PyTorch's can. The first argument is a tensor.

    Raises TypeError where it is not.
    """
    name = function.__name__
    needs_dim = name in _NOT_NONE
    takes_keepdim = function.__code__.co_varnames[1:3] == ("dim", "keepdim")

    @functools.wraps(function)
    def wrapper(input, *args, **kwargs):
        if not isinstance(input, _tensor.Tensor):
            raise _tensor.not_a_tensor(name, "input", 1, input)
        if takes_keepdim and len(args) > 1 and not isinstance(args[1], bool):  # x.sum(0, 1) is not x.sum((0, 1))
            raise TypeError(f"{name}(): argument 'keepdim' (position 2) must be bool, not {type(args[1]).__name__}")
        if kwargs:
            if "axis" in kwargs:
                kwargs["dim"] = kwargs.pop("axis")
            if "keepdims" in kwargs:
                kwargs["keepdim"] = kwargs.pop("keepdims")
            if takes_keepdim and "keepdim" in kwargs:
                if not isinstance(kwargs["keepdim"], bool):
                    kind = type(kwargs["keepdim"]).__name__
                    raise TypeError(f"{name}(): argument 'keepdim' must be bool, not {kind}")
                if name in _KEEPDIM_NEEDS_DIM and not args and "dim" not in kwargs:
                    raise TypeError(f"{name}() received an invalid combination of arguments: keepdim without dim")
        if needs_dim and (args[0] if args else kwargs.get("dim", 0)) is None:
            raise TypeError(f"{name}() received an invalid combination of arguments: dim=None")
        return function(input, *args, **kwargs)

    return wrapper


# What the arguments of functions and methods must be, beside the first: name by name, "?" after what may be None.
KINDS = {
    "chunk": "chunks:int dim:int", "diagonal": "offset:int dim1:int dim2:int", "tril": "diagonal:int",
    "triu": "diagonal:int", "narrow": "dim:int length:int", "unsqueeze": "dim:int",
    "topk": "k:int dim:int largest:bool sorted:bool",
    "select": "dim:int index:int", "flatten": "start_dim:int end_dim:int", "transpose": "dim0:int dim1:int",
    "swapaxes": "axis0:int axis1:int", "transpose_": "dim0:int dim1:int", "swapaxes_": "axis0:int axis1:int",
    "unsqueeze_": "dim:int", "gather": "dim:int index:Tensor", "index_select": "dim:int index:Tensor",
    "scatter_add": "dim:int index:Tensor src:Tensor", "scatter_add_": "dim:int index:Tensor src:Tensor",
    "nan_to_num": "nan:float? posinf:float? neginf:float?", "addmm": "mat1:Tensor mat2:Tensor",
    "addcmul": "tensor1:Tensor tensor2:Tensor value:Number", "addcdiv": "tensor1:Tensor tensor2:Tensor value:Number",
    "addcmul_": "tensor1:Tensor tensor2:Tensor value:Number", "addcdiv_": "tensor1:Tensor tensor2:Tensor value:Number",
    "lerp": "end:Tensor", "lerp_": "end:Tensor", "outer": "vec2:Tensor", "sort": "dim:int descending:bool",
    "argsort": "dim:int descending:bool", "elu": "alpha:Number", "leaky_relu": "negative_slope:Number",
    "softplus": "beta:Number threshold:Number", "multinomial": "num_samples:int replacement:bool",
    "mm": "mat2:Tensor", "bmm": "mat2:Tensor", "mv": "vec:Tensor", "dot": "tensor:Tensor",
    "masked_select": "mask:Tensor", "cumsum": "dim:int", "unbind": "dim:int", "add": "other:Tensor",
    "sub": "other:Tensor", "mul": "other:Tensor",
    "div": "other:Tensor", "rsub": "other:Tensor", "maximum": "other:Tensor", "minimum": "other:Tensor",
    "logical_and": "other:Tensor", "logical_or": "other:Tensor", "logical_xor": "other:Tensor",
    "isclose": "other:Tensor rtol:float atol:float equal_nan:bool", "equal": "other:Tensor",
    "allclose": "other:Tensor rtol:float atol:float equal_nan:bool",
    "normal_": "mean:float std:float", "copy_": "non_blocking:bool",
    "avg_pool2d": "kernel_size:ints stride:ints? padding:ints", "max_pool2d": "kernel_size:ints stride:ints?",
    "pad": "pad:ints", "one_hot": "num_classes:int", "pow_": "exponent:Tensor",
}  # fmt: skip
KINDS = {name: dict(pair.split(":") for pair in text.split()) for name, text in KINDS.items()}
FUNCTIONS_ONLY = {
    "add", "sub", "mul", "div", "rsub", "elu", "leaky_relu", "softplus", "multinomial", "avg_pool2d", "max_pool2d",
    "pad", "one_hot",
}  # fmt: skip
# Functions that take sizes or dimensions as one tuple only, unlike the methods, and what they call it.
_ONE_TUPLE = {"reshape": "shape", "permute": "dims", "broadcast_to": "size", "flip": "dims", "tile": "dims"}
_NUMBERS_FIT = {"add", "sub", "mul", "div", "rsub", "pow_"}  # in the place of the tensor
_WORDS = {"ints": "tuple of ints"}


def check_kinds(name, names, args, kwargs, method):
    """Raise PyTorch's TypeError for the first argument that is not of the kind that `KINDS` says.

    names: of the parameters, the tensor's included. method: the tensor itself is not counted.
    """
    for argument, kind in KINDS[name].items():
        place = names.index(argument)
        if place < len(args):
            value, where = args[place], f" (position {place + 1 - method})"
        elif argument in kwargs:
            value, where = kwargs[argument], ""
        else:
            continue
        if (value is None and kind[-1] == "?") or _fits(value, kind.rstrip("?"), name):
            continue
        error = str(_tensor.not_a_tensor(name, argument, 0, value)).replace(" (position 0)", where)
        kind = kind.rstrip("?")
        raise TypeError(error.replace("must be Tensor", f"must be {_WORDS.get(kind, kind)}"))


def _fits(value, kind, name):
    if isinstance(value, _tensor.Tensor):
        alone = value._data.ndim == 0 and not value.requires_grad
        return kind == "Tensor" or (alone and (kind in ("Number", "float") or value._data.dtype.kind in "iu"))
    if kind == "Tensor":
        return name in _NUMBERS_FIT and isinstance(value, numbers.Number | np.number | np.bool_)
    if kind == "bool":
        return isinstance(value, bool | np.bool_)
    if kind == "ints" and isinstance(value, tuple | list):
        return all(_fits(item, "int", name) for item in value)
    if kind in ("int", "ints"):
        return isinstance(value, int | np.integer) and not isinstance(value, bool)
    return isinstance(value, numbers.Number | np.number | np.bool_)


def as_method(function):
    """Return `function` as the method of its name: a wrong kind of argument is told by its place in the brackets."""
    name, names = function.__name__, parameters(function)

    @functools.wraps(function)
    def method(*args, **kwargs):
        check_kinds(name, names, args, kwargs, True)
        return function(*args, **kwargs)

    return method


def parameters(function):
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    code = function.__code__
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def tensors_only(function, accepts_numbers=False):
    """Return `function` as users are given it, with PyTorch's TypeError for an array or a list in a tensor's place.

    accepts_numbers: the first argument may be a number.
    """
    name, names = function.__name__, function.__code__.co_varnames
    parameters_ = parameters(function) if name in KINDS else ()

    def refuse(place, value):
        argument = names[place] if place < len(names) and names[place] != "self" else "input"
        raise _tensor.not_a_tensor(name, argument, place + 1, value) from None

    sizes = _ONE_TUPLE.get(name)

    @functools.wraps(function)
    def checked(*args, **kwargs):
        if sizes and len(args) > 1 and not isinstance(args[1], tuple | list):
            error = str(_tensor.not_a_tensor(name, sizes, 2, args[1]))
            raise TypeError(error.replace("must be Tensor", "must be tuple of ints"))
        for place, value in enumerate(args):
            if isinstance(value, _tensor.Tensor):
                continue
            if (type(value) is np.ndarray and not parameters_) or (
                place == 0 and not (accepts_numbers and isinstance(value, numbers.Number | np.generic))
            ):
                refuse(place, value)
        if parameters_:
            check_kinds(name, parameters_, args, kwargs, False)
        try:
            return function(*args, **kwargs)
        except AttributeError as error:  # of what was meant to be a tensor
            for place, value in enumerate(args):
                if value is error.obj and not isinstance(value, _tensor.Tensor):
                    refuse(place, value)
            raise

    return checked


def sizes_of(shape, named=None, function="this function", argument="size"):
    """Return the sizes in f(2, 3), f((2, 3)), f([2, 3]) or f(size=(2, 3)) as a tuple of ints."""
    if named is not None:
        shape = (named,)
    elif shape == () and function in ("expand", "flip", "permute", "repeat", "reshape", "tile"):
        raise TypeError(f'{function}() missing 1 required positional arguments: "{argument}"')
    if len(shape) == 1 and isinstance(shape[0], tuple | list):
        shape = shape[0]
    try:
        return tuple(size if type(size) is int else _index(size) for size in shape)
    except TypeError:
        wrong = next((s for s in shape if isinstance(s, bool) or not isinstance(s, int | np.integer)), shape)
        error = _tensor.not_a_tensor(function, argument, 1, wrong)
        raise TypeError(str(error).replace("must be Tensor", "must be tuple of ints")) from None


def all_tensors(values, argument):
    """Raise TypeError unless all are tensors. argument: the number of the argument that they are."""
    for place, value in enumerate(values):
        if not isinstance(value, _tensor.Tensor):
            kind = "numpy.ndarray" if isinstance(value, np.ndarray) else type(value).__name__
            raise TypeError(f"expected Tensor as element {place} in argument {argument}, but got {kind}")


def _index(size):
    if isinstance(size, bool):
        raise TypeError
    return operator.index(size)


def dims_of(input, dim):
    """Return `dim` as a tuple of dimensions counted from the front; all for None or an empty list."""
    if dim is None:
        return tuple(range(input.ndim))
    dims = [_tensor._dim(input, d) for d in (dim if isinstance(dim, tuple | list) else (dim,))]
    if len(set(dims)) != len(dims):
        twice = next(d for d in dims if dims.count(d) > 1)
        raise RuntimeError(f"dim {twice} appears multiple times in the list of dims")
    # PyTorch lets a 0-dim tensor be reduced over "dimension 0"; an empty list means all.
    return tuple(dims) if input.ndim and dims else tuple(range(input.ndim))
