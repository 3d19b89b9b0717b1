"""Norms, under the names of torch.linalg."""

from . import missing
from .ops.products import matmul
from .ops.reductions import vector_norm

__all__ = ["matmul", "norm", "vector_norm"]


def norm(A, ord=None, dim=None, keepdim=False, *, dtype=None):
    """Return the norm of a vector, or the square root of the sum of all squares.

    ord: of a vector, a number or inf; of a matrix, None or "fro". Raises NotImplementedError for its other norms.
    """
    axes = dim if isinstance(dim, tuple | list) else (range(A.ndim) if dim is None else (dim,))
    if ord is not None and len(axes) != 1 and ord != "fro":
        raise NotImplementedError(f"minigrad has the matrix norm 'fro' only, not {ord!r}")
    return vector_norm(A, 2 if ord in (None, "fro") else ord, dim, keepdim, dtype=dtype)


__getattr__ = missing.module_getattr(__name__, "torch.linalg")
