"""The functions that the formulas of formulas.py may call, on NumPy arrays. Readers are shown their docstrings."""

import math

import numpy as np


def sum_to(g, shape):
    """g summed over the dimensions that broadcasting added or stretched"""
    g = np.asarray(g)
    extra = g.ndim - len(shape)
    axes = (*range(extra), *(extra + k for k, n in enumerate(shape) if n == 1 and g.shape[extra + k] != 1))
    return g.sum(axis=axes).reshape(shape) if axes else g


def zeros(g):
    """zeros in the shape of g"""
    return np.zeros_like(g)


def sum(x, dim=None):
    """the sum along dim, which keeps size 1; without dim, of all elements"""
    return x.sum() if dim is None else x.sum(axis=dim, keepdims=True)


def total(x):
    """the sum of all elements"""
    return x.sum()


def mean(x, dim):
    """the mean along dim, which keeps size 1"""
    return x.mean(axis=dim, keepdims=True)


def spread(g, dim, shape):
    """g repeated along the dimensions that were reduced"""
    return np.broadcast_to(np.reshape(g, _kept(dim, shape)), shape)


def share(mask, dim=None):
    """1 for a single True, equal parts of 1 for several"""
    return mask / mask.sum(axis=dim, keepdims=True)


def ratio(a, b):
    """a / b, and 0 where b is 0"""
    return np.where(b == 0, 0, a / b)


def product_of_others(x, dim=None):
    """for each element, the product of the other ones"""
    if dim is None:
        return product_of_others(x.reshape(-1), 0).reshape(x.shape)
    rows = np.moveaxis(x, dim, -1)
    others = [np.delete(rows, k, axis=-1).prod(axis=-1) for k in range(rows.shape[-1])]
    return np.moveaxis(np.stack(others, -1), -1, dim) if others else x


def sigmoid(x):
    """1 / (1 + exp(-x))"""
    return 1 / (1 + np.exp(-x))


def log_sigmoid(x):
    """log(sigmoid(x))"""
    return -np.logaddexp(0, -x)


def normal_cdf(x):
    """the part of a standard normal distribution below x"""
    return np.vectorize(lambda value: (1 + math.erf(value / math.sqrt(2))) / 2, otypes=[float])(x)


def normal_pdf(x):
    """the density of the standard normal distribution at x"""
    return np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


def tanh_gelu_slope(x):
    """the slope at x of x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3)))"""
    c = math.sqrt(2 / math.pi)
    t = np.tanh(c * (x + 0.044715 * x**3))
    return (1 + t) / 2 + x / 2 * (1 - t**2) * c * (1 + 3 * 0.044715 * x**2)


def sums_from_the_end(g, dim):
    """for each element, the sum of it and all that follow along dim"""
    return np.flip(np.cumsum(np.flip(g, dim), dim), dim) if g.ndim else g


def permute_back(g, dims):
    """g with its dimensions back in their old order"""
    return np.transpose(g, np.argsort([d % len(dims) for d in dims]))


def put(g, shape, dim, index):
    """zeros of that shape, with g at index along dim"""
    result = np.zeros(shape, g.dtype)
    np.moveaxis(result, dim, 0)[index] = np.moveaxis(g, dim, 0) if isinstance(index, slice) else g
    return result


def put_along(g, shape, dim, indices):
    """zeros of that shape, with g where the elements were taken from"""
    result = np.zeros(shape, g.dtype)
    if not shape:
        return result + g
    if g.ndim < len(shape):
        g, indices = np.expand_dims(g, dim), np.expand_dims(indices, dim)
    np.put_along_axis(result, indices, g, dim)
    return result


def put_where(g, shape, mask):
    """zeros of that shape, with g where mask is True"""
    shape = np.broadcast_shapes(shape, mask.shape)
    result = np.zeros(shape, g.dtype)
    result[np.broadcast_to(mask, shape)] = g
    return result


def put_diagonal(g, shape, offset, dim1, dim2):
    """zeros of that shape, with g on the diagonal"""
    result = np.zeros(shape, g.dtype)
    diagonal = np.diagonal(result, offset, dim1, dim2)
    diagonal.flags.writeable = True
    diagonal[...] = g
    return result


def add_at(g, shape, indices):
    """zeros of that shape, with g added at indices"""
    result = np.zeros(shape, g.dtype)
    np.add.at(result, indices, g)
    return result


def add_along(g, shape, dim, index):
    """zeros of that shape, with g added at index along dim"""
    result = np.zeros(shape, g.dtype)
    np.add.at(
        np.moveaxis(result, dim, 0) if shape else result.reshape(1),
        index,
        np.moveaxis(g, dim, 0) if index.ndim == 1 else g,
    )
    return result


def _cells(index, dim):
    cells = list(np.indices(index.shape))
    cells[dim] = index
    return tuple(cells)


def scatter_add(g, shape, dim, index):
    """zeros of that shape, with g added at index along dim"""
    result = np.zeros(shape, g.dtype)
    np.add.at(result, _cells(index, dim) if shape else (), g)
    return result


def gather(g, dim, index):
    """the elements of g at index along dim"""
    return g[_cells(index, dim)] if g.ndim else g


def zero_along(g, dim, index):
    """g with zeros at index along dim"""
    result = np.array(g)
    result[_cells(index, dim) if g.ndim else ()] = 0
    return result


def zero_at(g, indices):
    """g with zeros at indices"""
    result = np.array(g)
    result[indices] = 0
    return result


def pick(g, indices):
    """the elements of g at indices"""
    return g[indices]


def narrow(g, dim, start, length):
    """`length` elements of g along dim, from start on"""
    return np.moveaxis(np.moveaxis(g, dim, 0)[start : start + length], 0, dim)


def sum_repeats(g, shape):
    """g summed over the copies that repeat made"""
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    for dim, size in enumerate(shape):
        g = np.stack(np.split(g, g.shape[dim] // size, axis=dim)).sum(axis=0) if size else g
    return g


def roll_back(g, shifts, dims):
    """g rolled the other way"""
    return np.roll(g, [-s for s in shifts], dims) if dims else np.roll(g, -shifts[0])


def cut_margin(g, pad):
    """g without the margin that was added (zeros where elements had been cut off)"""
    for k in range(len(pad) // 2):
        before, after = pad[2 * k], pad[2 * k + 1]
        dim = g.ndim - 1 - k
        g = narrow(g, dim, max(before, 0), g.shape[dim] - max(before, 0) - max(after, 0))
        widths = [(0, 0)] * g.ndim
        widths[dim] = (max(-before, 0), max(-after, 0))
        g = np.pad(g, widths)
    return g


def one_hot(target, like, ignore_index):
    """1 at the class of each example, 0 elsewhere"""
    classes = np.arange(like.shape[-1])
    return (np.expand_dims(target, -1) == classes) * np.expand_dims(target != ignore_index, -1) * 1.0


def _kept(dim, shape):
    if dim is None or not np.ndim(shape):
        return (1,) * len(shape)
    dims = {d % max(len(shape), 1) for d in (dim if isinstance(dim, tuple) else (dim,))}
    return tuple(1 if k in dims else n for k, n in enumerate(shape))


_OWN = [
    sum_to, zeros, sum, total, mean, spread, share, ratio, product_of_others, sigmoid, log_sigmoid, normal_cdf,
    normal_pdf, tanh_gelu_slope, sums_from_the_end, permute_back, put, put_along, put_where, put_diagonal, add_at,
    add_along, scatter_add, gather, zero_along, zero_at, pick, narrow, sum_repeats, roll_back, cut_margin, one_hot,
]  # fmt: skip
_NUMPY = [
    "where", "sign", "floor", "trunc", "log", "exp", "sin", "cos", "sqrt", "isfinite", "maximum", "clip", "outer",
    "reshape", "swapaxes", "stack", "take", "tril", "triu", "flip", "abs", "concatenate", "squeeze",
]  # fmt: skip

# What formulas may use, by name.
FUNCTIONS = {name: getattr(np, name) for name in _NUMPY} | {function.__name__: function for function in _OWN}
FUNCTIONS |= {"pi": math.pi, "inf": math.inf, "nan": math.nan, "slice": slice}
FUNCTIONS |= {"expand": np.broadcast_to, "unsqueeze": np.expand_dims}

# What is shown beside a formula that uses them: those whose name does not say it.
HELP = {function.__name__: function.__doc__ for function in _OWN if function not in (sum, mean, zeros)}
