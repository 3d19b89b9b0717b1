"""The product of matrices, vectors and batches, split into the same recorded steps as PyTorch's."""

import math

import numpy as np

from . import ops
from .dtypes import bool as bool_type


def matmul(a, b):
    """a @ b for every pair of shapes that PyTorch knows. Raises RuntimeError if they do not fit together."""
    if a.ndim == 0 or b.ndim == 0:
        raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {a.ndim}D and {b.ndim}D")
    if a._data.dtype != b._data.dtype:
        raise RuntimeError(f"expected m1 and m2 to have the same dtype, but got: {_c_name(a)} != {_c_name(b)}")
    if a.dtype is bool_type:
        raise NotImplementedError("\"addmm_impl_cpu_\" not implemented for 'Bool'")
    if a.ndim == 1 and b.ndim == 1:
        if a.numel() != b.numel():
            raise RuntimeError(
                f"inconsistent tensor size, expected tensor [{a.numel()}] and src [{b.numel()}] to have the same "
                f"number of elements, but got {a.numel()} and {b.numel()} elements respectively"
            )
        return ops.dot(a, b)
    if a.ndim == 2 and b.ndim == 1:
        if a.shape[1] != b.shape[0]:
            raise RuntimeError(f"size mismatch, got input ({a.shape[0]}), mat ({_by(a)}), vec ({b.shape[0]})")
        return ops.mv(a, b)
    if a.ndim == 1 and b.ndim == 2:
        result = ops.squeeze(mm(ops.unsqueeze(a, dim=0), b), dim=0)
        result._version_counter.value += 1  # PyTorch squeezes in place
        return result
    if a.ndim == 2 and b.ndim == 2:
        return mm(a, b)
    if a.ndim > 2 and b.ndim == 2:
        # One large product: the batch dimensions become rows.
        rows = math.prod(a.shape[:-1])
        return ops.unsafe_view(mm(a.reshape(rows, a.shape[-1]), b), size=(*a.shape[:-1], b.shape[-1]))
    if a.ndim > 2 and b.ndim == 1:
        return ops.unsafe_view(matmul(a.reshape(math.prod(a.shape[:-1]), a.shape[-1]), b), size=a.shape[:-1])
    return _batched(a, b)


def mm(a, b):
    if a.shape[1] != b.shape[0]:
        raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({_by(a)} and {_by(b)})")
    return ops.mm(a, b)


def _batched(a, b):
    left = ops.unsqueeze(a, dim=0) if a.ndim == 1 else a
    right = ops.unsqueeze(b, dim=1) if b.ndim == 1 else b
    n, m, p = left.shape[-2], left.shape[-1], right.shape[-1]
    try:
        batch = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    except ValueError:
        batch = None
    if batch is None or m != right.shape[-2]:
        raise RuntimeError(f"Expected size for the last dimensions to fit, but got {list(a.shape)} and {list(b.shape)}")
    size = math.prod(batch)
    left = left.expand(*batch, n, m).reshape(size, n, m)
    right = right.expand(*batch, m, p).reshape(size, m, p)
    shape = (*batch, *([n] if a.ndim > 1 else []), *([p] if b.ndim > 1 else []))
    return ops.unsafe_view(ops.bmm(left, right), size=shape)


def _by(tensor):
    return f"{tensor.shape[0]}x{tensor.shape[1]}"


def _c_name(tensor):
    return {"float32": "float", "float64": "double", "int64": "long", "bool": "bool"}[tensor.dtype.name]
