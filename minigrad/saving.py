"""save and load: tensors, state dictionaries and plain Python data in a file."""

import pickle


def save(obj, f):
    """Write `obj` to the file f, a path or an open file. Python's pickle is the format."""
    if hasattr(f, "write"):
        pickle.dump(obj, f)
        return
    with open(f, "wb") as file:
        pickle.dump(obj, file)


class _Checked(pickle.Unpickler):
    """Reads tensors and plain data only: a file from someone else cannot run code."""

    ALLOWED = {
        ("collections", "OrderedDict"), ("minigrad._tensor", "_rebuild"), ("minigrad._tensor", "Tensor"),
        ("minigrad.nn.module", "Parameter"), ("minigrad.dtypes", "_by_name"), ("minigrad.dtypes", "Size"),
        ("numpy", "ndarray"), ("numpy", "dtype"), ("numpy._core.multiarray", "_reconstruct"),
        ("numpy._core.numeric", "_frombuffer"), ("numpy._core.multiarray", "scalar"),
    }  # fmt: skip

    def find_class(self, module, name):
        if (module, name) in self.ALLOWED:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(
            f"Weights only load failed: the file holds a {module}.{name}. If you trust its source, load it with "
            "weights_only=False; it may then run any code."
        )


def load(f, map_location=None, *, weights_only=True):
    """Read what `save` wrote. weights_only: refuse everything but tensors and plain data.

    Raises pickle.UnpicklingError for other content.
    """
    reader = _Checked if weights_only else pickle.Unpickler
    if hasattr(f, "read"):
        return reader(f).load()
    with open(f, "rb") as file:
        return reader(file).load()
