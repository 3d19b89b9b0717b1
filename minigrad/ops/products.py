"""The product of matrices, vectors and batches, split into the same recorded steps as PyTorch's."""

import math

import numpy as np

from .. import _tensor, modes
from ..graph import UNTRACKED, edge_of, numbers
from ..record import NOTHING, Op, Recorded
from . import views
from .arguments import all_tensors

# A gradient of a matrix that lies transposed in memory is computed so that it lies transposed too: the view behind it
# (`weight.t()`) turns it into the layout of the weight, and nothing has to be copied.


def _for_right(grad, left, right_transposed):
    return (grad.T @ left).T if right_transposed else left.T @ grad


def _transposed(array):
    flags = array.flags
    return flags.f_contiguous and not flags.c_contiguous


dot_row = Op("DotBackward0", np.dot, self=lambda grad, tensor: grad * tensor, tensor=lambda grad, self: grad * self)
mv_row = Op(
    "MvBackward0",
    np.dot,
    self=lambda grad, vec: grad.reshape((-1, 1)) * vec,
    vec=lambda grad, self: self.T @ grad,
)
mm_row = Op(
    "MmBackward0",
    lambda self, mat2, lies: np.matmul(self, mat2),
    self=lambda grad, mat2: grad @ mat2.T,
    mat2=lambda grad, self, lies: _for_right(grad, self, lies),
)
addmm_row = Op(
    "AddmmBackward0",
    lambda self, mat1, mat2, lies, beta, alpha: _add_product(self, mat1, mat2, beta, alpha),
    self=lambda grad, beta: _scaled(grad, beta),
    mat1=lambda grad, mat2, alpha: _scaled(grad @ mat2.T, alpha),
    mat2=lambda grad, mat1, lies, alpha: _scaled(_for_right(grad, mat1, lies), alpha),
)
bmm_row = Op(
    "BmmBackward0",
    np.matmul,
    self=lambda grad, mat2: grad @ mat2.swapaxes(1, 2),
    mat2=lambda grad, self: self.swapaxes(1, 2) @ grad,
)


# vector @ matrix: PyTorch drops the dimension again in place, hence the name.
_squeeze_ = Op(
    "SqueezeBackward4", lambda self, dim: np.squeeze(self, dim), self=lambda grad, self_shape: grad.reshape(self_shape)
)


def _scaled(x, factor):
    return x if factor == 1 else x * factor


def _add_product(self, mat1, mat2, beta, alpha):
    product = _scaled(np.matmul(mat1, mat2), alpha)
    product += _scaled(self, beta)  # in place: one array less
    return product


def _check_types(message, kernel, a, b):
    """Raise PyTorch's errors for two dtypes, which it never mixes in products, and for bools."""
    if a._data.dtype != b._data.dtype:
        raise RuntimeError(message)
    if a._data.dtype.kind == "b":
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'")


def _check_tensors(name, first, second, a, b):
    for place, (argument, value) in enumerate(((first, a), (second, b)), 1):
        if not isinstance(value, _tensor.Tensor):
            raise _tensor.not_a_tensor(name, argument, place, value)


def matmul(input, other):
    """Return input @ other for every pair of shapes that PyTorch knows. Raises RuntimeError if they do not fit."""
    a, b = input, other
    if not isinstance(a, _tensor.Tensor) or not isinstance(b, _tensor.Tensor):
        _check_tensors("matmul", "input", "other", a, b)
    if a.ndim == 0 or b.ndim == 0:
        raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {a.ndim}D and {b.ndim}D")
    if a.ndim == 1 and b.ndim == 1:
        return dot(a, b)
    if a.ndim == 2 and b.ndim == 1:
        return mv(a, b)
    if a.ndim == 1 and b.ndim == 2:
        result = _squeeze_(mm(views.unsqueeze_row(a, dim=0), b), dim=0)
        if not result.is_inference():
            result._counter[0] += 1
        return result
    if a.ndim == 2 and b.ndim == 2:
        return mm(a, b)
    if b.ndim < 3 and _folds(a, b.requires_grad):
        return _folded(a, b)
    if a.ndim < 3 and _folds(views.transpose(b, -1, -2), a.requires_grad, a.ndim == 1):
        if a.ndim == 1:
            return _folded(views.transpose(b, -1, -2), a)
        result = views.transpose(_folded(views.transpose(b, -1, -2), views.t(a)), -1, -2)
        return result.contiguous()
    if a.ndim == b.ndim == 3 and a.shape[0] != b.shape[0]:  # one matrix with many, as if it had two dimensions
        if b.shape[0] == 1 and b.requires_grad:
            return matmul(a, views.squeeze(b, 0))
        if a.shape[0] == 1 and a.requires_grad:
            return matmul(views.squeeze(a, 0), b)
    return _batched(a, b)


def _folds(batch, other_needs_grad, cheap=True):
    """Say whether PyTorch makes one large product of a batch of matrices and one matrix or vector."""
    if other_needs_grad:
        return True
    steps, shape = batch.stride(), batch._data.shape
    in_order = all(steps[k] == steps[k + 1] * shape[k + 1] for k in range(len(shape) - 2))
    return cheap and (batch._data.size == 0 or in_order)


def _folded(a, b):
    """Return a @ b for at least three and at most two dimensions: the batch dimensions become rows."""
    shape = a._data.shape
    rows = views.reshape(a, math.prod(shape[:-1]), shape[-1])
    if b.ndim == 1:
        return views.unsafe_view(mv(rows, b), size=shape[:-1])
    return views.unsafe_view(mm(rows, b), size=(*shape[:-1], b._data.shape[1]))


def operator(input, other):
    if isinstance(other, np.ndarray):
        other = _tensor.operand(input, other)
    return matmul(input, other) if isinstance(other, _tensor.Tensor) else NotImplemented


def dot(input, tensor):
    """Return the sum of the products of two vectors."""
    _check_tensors("dot", "input", "tensor", input, tensor)
    if input.ndim != 1 or tensor.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {input.ndim}D and {tensor.ndim}D tensors")
    kinds = f"{input.dtype.scalar} and {tensor.dtype.scalar}"
    _check_types(f"dot : expected both vectors to have same dtype, but found {kinds}", "dot", input, tensor)
    if input.numel() != tensor.numel():
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{input.numel()}] and src [{tensor.numel()}] to have the same "
            f"number of elements, but got {input.numel()} and {tensor.numel()} elements respectively"
        )
    return dot_row(input, tensor)


def mv(input, vec):
    """Return the product of a matrix and a vector."""
    _check_tensors("mv", "input", "vec", input, vec)
    if input.ndim == 0:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    if input.ndim != 2 or vec.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {input.ndim}, {vec.ndim}")
    if input.shape[1] != vec.shape[0]:
        raise RuntimeError(f"size mismatch, got input ({input.shape[0]}), mat ({_by(input)}), vec ({vec.shape[0]})")
    kinds = f"{vec.dtype.scalar}, {input.dtype.scalar}, and {vec.dtype.scalar}"
    _check_types(f"addmv input tensors must have the same dtype, but got {kinds}", "addmv_impl_cpu", input, vec)
    return mv_row(input, vec)


def mm(input, mat2):
    """Return the product of two matrices."""
    for place, (x, name) in enumerate(((input, "self"), (mat2, "mat2")), 1):
        if not isinstance(x, _tensor.Tensor):
            raise _tensor.not_a_tensor("mm", "input" if name == "self" else name, place, x)
        if x.ndim != 2:
            raise RuntimeError(f"{name} must be a matrix")
    if input._data.shape[1] != mat2._data.shape[0]:
        raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({_by(input)} and {_by(mat2)})")
    if input._data.dtype is not mat2._data.dtype or input._data.dtype.kind == "b":
        kinds = f"{input.dtype.c_name} != {mat2.dtype.c_name}"
        _check_types(f"expected m1 and m2 to have the same dtype, but got: {kinds}", "addmm_impl_cpu_", input, mat2)
    return mm_row(input, mat2, lies=_transposed(mat2._data))


def bmm(input, mat2):
    """Return the products of two batches of matrices, (b, n, m) and (b, m, p)."""
    _check_tensors("bmm", "input", "mat2", input, mat2)
    if input.ndim != 3 or mat2.ndim != 3:
        raise RuntimeError(f"batch{1 if input.ndim != 3 else 2} must be a 3D tensor")
    want = [input.shape[0], input.shape[2]]
    if list(mat2.shape[:2]) != want:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: {want} but got: {list(mat2.shape[:2])}."
        )
    _check_bmm(input, mat2)
    return bmm_row(input, mat2)


def _check_bmm(input, mat2):
    kinds = f"{input.dtype.scalar} but found {mat2.dtype.scalar}"
    _check_types(f"expected scalar type {kinds}", "bmm", input, mat2)


def addmm(input, mat1, mat2, *, beta=1, alpha=1):
    """Return beta * input + alpha * (mat1 @ mat2)."""
    a, b, c = mat1._data, mat2._data, input._data
    fine = a.ndim == b.ndim == 2 and a.shape[1] == b.shape[0] and c.shape == b.shape[1:] and b.dtype.kind == "f"
    if not fine or a.dtype is not b.dtype or c.dtype is not b.dtype:
        beta, alpha = _check_addmm(input, mat1, mat2, beta, alpha)
    return addmm_row(input, mat1, mat2, lies=_transposed(b), beta=beta, alpha=alpha)


def linear(input, weight, bias):
    """Return addmm(bias, input, weight.t()): the same two nodes, made in one frame, as networks do it often."""
    x, w, b = input._data, weight._data, bias._data
    dtype = w.dtype
    floats = x.dtype is dtype and b.dtype is dtype and dtype.kind == "f"
    fits = x.ndim == w.ndim == 2 and x.shape[1] == w.shape[1] and b.shape == w.shape[:1]
    if not (fits and floats and modes.plain and weight._view is None and weight._counter is not _tensor.INFERENCE):
        return addmm(bias, input, weight.t())
    turned = w.T
    product = np.matmul(x, turned)
    product += b  # in place: one array less
    result = _tensor.new()
    result._data, result._counter = product, [0]
    result._view = result._autograd = None
    result._edge = UNTRACKED
    if not modes._state.grad:
        return result
    edge_w, edge_x, edge_b = weight._edge or edge_of(weight), input._edge or edge_of(input), bias._edge or edge_of(bias)
    if edge_w is UNTRACKED and edge_x is UNTRACKED and edge_b is UNTRACKED:
        return result
    saves_x, saves_w = edge_w[0] is not None, edge_x[0] is not None  # each for the derivative of the other
    transposed = weight._view_on(turned) if saves_w else None
    if saves_x:
        node = views.t_row.node_type()
        node.next_functions, node._number, node._hooks = (edge_w,), next(numbers), None
        node._saved, node._versions, node._settings = (), (), {}
        node._shape, node._dtype = turned.shape, dtype
        edge_w = (node, 0)
        if saves_w:
            transposed._view.edge = edge_w
    node = _LinearNode()
    node.next_functions, node._number, node._hooks = (edge_b, edge_x, edge_w), next(numbers), None
    node._shape, node._dtype = product.shape, dtype
    node._settings = _LIES if _transposed(turned) else _STANDS
    if saves_x or saves_w:
        x, w = (input if saves_x else None), (transposed if saves_w else None)
        node._saved = [x, w]
        node._versions = [None if x is None else x._counter[0], None if w is None else w._counter[0]]
    else:
        node._saved, node._versions = NOTHING, NOTHING
    result._edge = (node, 0)
    return result


_LIES, _STANDS = ({"lies": lies, "beta": 1, "alpha": 1} for lies in (True, False))


def _linear_grads(node, grad):
    """The derivatives of addmm for plain arrays, in one frame."""
    (for_b, _), (for_x, _), (for_w, _) = node.next_functions
    if type(grad) is not np.ndarray or not node._saved:
        return Recorded.apply(node, grad)
    x, w = node._saved
    if w is not None:
        if w._counter[0] != node._versions[1]:
            return Recorded.apply(node, grad)  # which raises
        w = w._data
    if x is not None:
        if x._counter[0] != node._versions[0] or (x._edge is UNTRACKED and for_x is not None):
            return Recorded.apply(node, grad)
        x = x._data
    return (
        None if for_b is None else np.add.reduce(grad, axis=0),
        None if for_x is None else np.matmul(grad, w.T),
        None if for_w is None else _for_right(grad, x, node._settings["lies"]),
    )


_LinearNode = addmm_row.short_node(_linear_grads)


def _check_addmm(input, mat1, mat2, beta, alpha):
    """Raise PyTorch's errors for what does not fit. Return the factors: whole numbers for integers."""
    for x, name in ((mat1, "mat1"), (mat2, "mat2")):
        if x.ndim != 2:
            raise RuntimeError(f"{name} must be a matrix, got {x.ndim}-D tensor")
    if mat1._data.shape[1] != mat2._data.shape[0]:
        raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({_by(mat1)} and {_by(mat2)})")
    if input._data.dtype != mat2._data.dtype:
        kinds = f"{input.dtype.scalar} and {mat2.dtype.scalar}"
        raise RuntimeError(f"self and mat2 must have the same dtype, but got {kinds}")
    if mat1._data.dtype != mat2._data.dtype:
        kinds = f"{mat1.dtype.scalar} and {mat2.dtype.scalar}"
        raise RuntimeError(f"mat1 and mat2 must have the same dtype, but got {kinds}")
    shape, have = (mat1._data.shape[0], mat2._data.shape[1]), input._data.shape
    if have != shape and have != shape[1:]:
        views.expand(input, shape)  # raises if it does not fit
    return (beta, alpha) if mat2._data.dtype.kind == "f" else (int(beta), int(alpha))


def outer(input, vec2):
    """Return the products of every element of one vector with every element of the other."""
    _check_tensors("outer", "input", "vec2", input, vec2)
    for x, name in ((input, "self"), (vec2, "vec2")):
        if x.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {x.ndim}-D")
    return views.reshape(input, (-1, 1)) * vec2


def _batched(a, b):
    left = views.unsqueeze_row(a, dim=0) if a.ndim == 1 else a
    right = views.unsqueeze_row(b, dim=1) if b.ndim == 1 else b
    n, m, p = left.shape[-2], left.shape[-1], right.shape[-1]
    try:
        batch = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    except ValueError:
        batch_a, batch_b = left.shape[:-2], right.shape[:-2]
        size_a, size_b, k = next(
            (x, y, max(len(batch_a), len(batch_b)) - k)
            for k, (x, y) in enumerate(zip(reversed(batch_a), reversed(batch_b), strict=False), 1)
            if x != y and 1 not in (x, y)
        )
        raise RuntimeError(
            f"The size of tensor a ({size_a}) must match the size of tensor b ({size_b}) at non-singleton dimension {k}"
        ) from None
    size = math.prod(batch)
    if m != right.shape[-2]:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: {[size, m]} but got: "
            f"{[size, right.shape[-2]]}."
        )
    _check_bmm(a, b)
    left = views.reshape(views.expand(left, *batch, n, m), size, n, m)
    right = views.reshape(views.expand(right, *batch, m, p), size, m, p)
    shape = (*batch, *([n] if a.ndim > 1 else []), *([p] if b.ndim > 1 else []))
    return views.unsafe_view(bmm_row(left, right), size=shape)


def _by(tensor):
    return f"{tensor.shape[0]}x{tensor.shape[1]}"


# einsum


def einsum(equation, *operands):
    """Return the sum of products that `equation` names, such as "ij,jk->ik". Letters and "..." as in NumPy.

    Or without one: einsum(a, [0, 1], b, [1, 2], [0, 2]), a list of numbers after each tensor, and one for the result.
    """
    if isinstance(equation, _tensor.Tensor) and operands:
        equation, *operands = _in_letters((equation, *operands))
    if not operands:
        raise ValueError(
            "einsum(): must specify the equation string and at least one operand, or at least one operand and its "
            "subscripts list"
        )
    if not isinstance(equation, str):
        kind = type(equation).__name__
        raise TypeError(f"einsum(): argument 'equation' (position 1) must be str, not {kind}")
    if len(operands) == 1 and isinstance(operands[0], list | tuple):
        operands = tuple(operands[0])
    all_tensors(operands, 1)
    for place, letter in enumerate(equation.partition("->")[0]):
        if not (letter.isascii() and letter.isalpha()) and letter not in " ,.":
            raise RuntimeError(
                f"einsum(): invalid subscript given at index {place} in the equation string, subscripts must be in "
                "[a-zA-Z]"
            )
    inputs, arrow, output = equation.replace(" ", "").partition("->")
    terms = inputs.split(",")
    if len(terms) != len(operands):
        raise RuntimeError(
            "einsum(): more operands were provided than specified in the equation"
            if len(terms) < len(operands)
            else "einsum(): fewer operands were provided than specified in the equation"
        )
    spare = iter(sorted(set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") - set(inputs)))
    dots = max(
        (x.ndim - len(t.replace("...", "")) for t, x in zip(terms, operands, strict=True) if "..." in t), default=0
    )
    letters = [next(spare) for _ in range(dots)]
    named = []
    for term, x in zip(terms, operands, strict=True):
        subscripts = len(term.replace("...", ""))
        count = x.ndim - subscripts
        if "." in term.replace("...", "", 1):
            raise RuntimeError(f"einsum(): found '.' for operand {len(named)} that is not part of any ellipsis")
        if count < 0 and "..." in term:
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({subscripts}) is more than the number of "
                f"dimensions ({x.ndim}) for operand {len(named)}"
            )
        if count and "..." not in term:
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({subscripts}) does not match the number of "
                f"dimensions ({x.ndim}) for operand {len(named)} and no ellipsis was given"
            )
        named.append(term.replace("...", "".join(letters[dots - count :])))
    _check_sizes(named, operands, letters)
    if not arrow:
        once = sorted({c for t in named for c in t if c not in letters and sum(u.count(c) for u in named) == 1})
        output = "".join(letters) + "".join(once)
    else:
        output = output.replace("...", "".join(letters))
        for letter in output:
            if output.count(letter) > 1:
                raise RuntimeError(f"einsum(): output subscript {letter} appears more than once in the output")
            if not any(letter in term for term in named):
                raise RuntimeError(
                    f"einsum(): output subscript {letter} does not appear in the equation for any input operand"
                )
    for x in operands[1:] if any(c not in output for term in named for c in term) else ():
        _check_bmm(operands[0], x)
    # One product after the other: each factor with all letters as dimensions, then the sum over those that go.
    order = output + "".join(dict.fromkeys(c for t in named for c in t if c not in output))
    result = None
    for term, x in zip(named, operands, strict=True):
        x, term = _diagonals(x, term)
        places = [term.index(c) for c in order if c in term]
        x = views.permute(x, *places) if places != sorted(places) or len(operands) == 1 else x
        shape = iter(x.shape)
        sizes = tuple(next(shape) if c in term else 1 for c in order)
        x = views.reshape(x, sizes) if sizes != x._data.shape else x
        result = x if result is None else result * x
    gone = tuple(range(len(output), len(order)))
    if not gone:
        return result
    return result.sum(gone) if len(operands) == 1 else _tensor.cast(result.sum(gone), result._data.dtype)


def _in_letters(arguments):
    """Return (the equation, *the tensors) of tensors with a list of numbers after each."""

    def term(numbers):
        for number in numbers:
            if number is not Ellipsis and not 0 <= number < 52:
                raise ValueError("einsum(): subscript in subscript list is not within the valid range [0, 52)")
        return "".join("..." if n is Ellipsis else chr(n + (65 if n < 26 else 71)) for n in numbers)

    count = len(arguments) // 2
    equation = ",".join(term(numbers) for numbers in arguments[1 : 2 * count : 2])
    if len(arguments) % 2:
        equation += "->" + term(arguments[-1])
    return (equation, *arguments[: 2 * count : 2])


def _check_sizes(terms, operands, ellipsis):
    """Raise RuntimeError if one letter stands for different sizes."""
    sizes = {}
    for place, (term, x) in enumerate(zip(terms, operands, strict=True)):
        own = {}
        for letter, size in zip(term, x._data.shape, strict=True):
            if own.setdefault(letter, size) != size:
                raise RuntimeError(
                    f"einsum(): subscript {letter} is repeated for operand {place} but the sizes don't match, {size} "
                    f"!= {own[letter]}"
                )
            if size != 1 and sizes.setdefault(letter, size) != size:
                if letter in ellipsis:
                    covered = [c for c in term if c in ellipsis]
                    raise RuntimeError(
                        f"einsum(): dimension {covered.index(letter)} covered by ellipsis in operand {place}has size "
                        f"{size} which does not broadcast with previously seen ellipsis with size {sizes[letter]} for "
                        "the respective dimension"
                    )
                raise RuntimeError(
                    f"einsum(): subscript {letter} has size {size} for operand {place} which does not broadcast with "
                    f"previously seen size {sizes[letter]}"
                )


def _diagonals(x, term):
    """Take the diagonal for every letter that stands twice in a term."""
    for letter in dict.fromkeys(term):
        while term.count(letter) > 1:
            first = term.index(letter)
            second = term.index(letter, first + 1)
            x = views.diagonal(x, 0, first, second)
            term = term[:first] + term[first + 1 : second] + term[second + 1 :] + letter
    return x, term
