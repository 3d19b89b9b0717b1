"""Reading arguments: NumPy's names for them, sizes in any form, and dimensions counted from either end."""

import functools
import numbers
import operator

import numpy as np

from .. import _tensor


def numpy_names(function):
    """Let a function be called with NumPy's names, axis and keepdims, as PyTorch's can. The first argument is a tensor.

    Raises TypeError where it is not.
    """
    name = function.__name__
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
        return function(input, *args, **kwargs)

    return wrapper


def tensors_only(function, accepts_numbers=False):
    """Return `function` as users are given it, with PyTorch's TypeError for an array or a list in a tensor's place.

    accepts_numbers: the first argument may be a number.
    """
    name, names = function.__name__, function.__code__.co_varnames

    def refuse(place, value):
        raise _tensor.not_a_tensor(name, names[place] if place < len(names) else "input", place + 1, value) from None

    @functools.wraps(function)
    def checked(*args, **kwargs):
        for place, value in enumerate(args):
            if isinstance(value, _tensor.Tensor):
                continue
            if type(value) is np.ndarray or (
                place == 0 and not (accepts_numbers and isinstance(value, numbers.Number | np.generic))
            ):
                refuse(place, value)
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
