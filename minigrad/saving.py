"""save and load: tensors, state dictionaries and plain Python data in a file."""

import pickle

from . import dtypes


def save(obj, f):
    """Write `obj` to f, a path or an open file, in Python's pickle format. PyTorch cannot read it."""
    if hasattr(f, "write"):
        pickle.dump(obj, f)
        return
    with open(f, "wb") as file:
        pickle.dump(obj, file)


# What a file may hold: (module, name) of the classes and functions that make tensors and arrays anew.
ALLOWED = frozenset(
    [
        ("collections", "OrderedDict"),
        ("minigrad._tensor", "_rebuild"),
        ("minigrad._tensor", "Tensor"),
        ("minigrad.nn.parameter", "Parameter"),
        ("minigrad.dtypes", "_by_name"),
        ("minigrad.dtypes", "Size"),
        ("numpy", "ndarray"),
        ("numpy", "dtype"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy._core.numeric", "_frombuffer"),
        ("numpy._core.multiarray", "scalar"),
    ]
)


class _Checked(pickle.Unpickler):
    """Reads tensors and plain data only: a file from someone else cannot run code."""

    def find_class(self, module, name):
        if (module, name) in ALLOWED:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(
            f"Weights only load failed: the file holds a {module}.{name}. If you trust its source, load it with "
            "weights_only=False; it may then run any code."
        )


def load(f, map_location=None, *, weights_only=True):
    """Read what `save` wrote. weights_only: refuse everything but tensors and plain data. map_location: "cpu".

    Raises pickle.UnpicklingError for other content, and RuntimeError for another device.
    """
    dtypes.check_device(map_location)
    reader = _Checked if weights_only else pickle.Unpickler
    if hasattr(f, "read"):
        return reader(f).load()
    with open(f, "rb") as file:
        return reader(file).load()
