"""Tensor: a NumPy array with a flag, a gradient and a link to the operation that made it."""

import warnings
import weakref

import numpy as np

from . import dtypes, graph, indexing, matmul, modes, ops, printing

NOT_A_LEAF_GRAD = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
    "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, "
    "use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the "
    "leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more information."
)
NOT_A_LEAF_FLAG = (
    "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph "
    "that doesn't require differentiation use var_no_grad = var.detach()."
)


VIEW_OF_NO_GRAD = (
    "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this use case "
    "is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace "
    "either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want "
    "the inplace to be tracked)."
)


class Tensor:
    """An array that can take part in automatic differentiation. Make one with `tensor`, `zeros`, `randn` and others.

    grad_fn: the node that recorded the operation that made it; None for a leaf.
    """

    __slots__ = (
        "__weakref__",
        "_accumulate_ref",
        "_base",
        "_data",
        "_grad",
        "_requires_grad",
        "_version_counter",
        "_view_of_no_grad",
        "grad_fn",
    )
    __array_ufunc__ = None  # `array * tensor` is refused instead of made into an array of Tensors

    def __init__(self, data=(), *, requires_grad=False):
        raise TypeError("make a tensor with minigrad.tensor(data), zeros, ones, randn or arange")

    @staticmethod
    def _wrap(array, cls=None):
        """Return a new Tensor (or `cls`) on `array`, without history. The array is not copied."""
        self = object.__new__(cls or Tensor)
        self._data = array if type(array) is np.ndarray else np.asarray(array)
        self._requires_grad = self._view_of_no_grad = False
        self._grad = self.grad_fn = self._base = self._accumulate_ref = None
        self._version_counter = graph.Version()
        return self

    def _view(self, array):
        """Return a Tensor on `array`, which looks at this tensor's storage."""
        result = Tensor._wrap(array)
        result._version_counter = self._version_counter
        result._base = self if self._base is None else self._base
        result._view_of_no_grad = not modes._state.grad
        return result

    # What it is

    @property
    def shape(self):
        return dtypes.Size(self._data.shape)

    @property
    def dtype(self):
        return dtypes.from_numpy(self._data.dtype)

    @property
    def ndim(self):
        return self._data.ndim

    def dim(self):
        return self._data.ndim

    def size(self, dim=None):
        if dim is None:
            return self.shape
        if self.ndim == 0:
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        return self._data.shape[self._dim(dim)]

    def numel(self):
        return self._data.size

    def data_ptr(self):
        """Return the address of the first element: equal addresses, same storage. 0 for an empty tensor."""
        return self._data.__array_interface__["data"][0] if self._data.size else 0

    @property
    def _version(self):
        return self._version_counter.value

    @property
    def is_leaf(self):
        """True unless the tensor is the recorded result of an operation."""
        return self.grad_fn is None

    @property
    def requires_grad(self):
        """The flag. A view without history has that of its base too, although no gradient will come to the view."""
        return self._requires_grad or (self._base is not None and self._base.requires_grad)

    @requires_grad.setter
    def requires_grad(self, flag):
        if self.grad_fn is not None and not flag:
            raise RuntimeError(NOT_A_LEAF_FLAG)
        if flag and not self.dtype.is_floating_point:
            raise RuntimeError("only Tensors of floating point and complex dtype can require gradients")
        self._requires_grad = bool(flag)

    def requires_grad_(self, requires_grad=True):
        """Set the flag of a leaf, in place, and return the tensor itself.

        Raises RuntimeError on a recorded result (when switching off) and on integers (when switching on).
        """
        if requires_grad and not self.dtype.is_floating_point:
            raise RuntimeError("only Tensors of floating point dtype can require gradients")
        self.requires_grad = requires_grad
        return self

    @property
    def grad(self):
        """The gradient that backward passes have added up so far: a Tensor of the same shape, or None."""
        if self._grad is None and self.grad_fn is not None:
            warnings.warn(NOT_A_LEAF_GRAD, UserWarning, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, value):
        if value is not None:
            if not isinstance(value, Tensor):
                raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of type {_type(value)}")
            if value.shape != self.shape:
                raise RuntimeError(
                    f"attempting to assign a gradient of size '{list(value.shape)}' to a tensor of size "
                    f"'{list(self.shape)}'. Please ensure that the gradient and the tensor are the same size"
                )
            if value.dtype is not self.dtype:
                raise RuntimeError(
                    f"assigned grad has data of a different type: expected {self.dtype!r}, got {value.dtype!r}"
                )
        self._grad = value

    # Autograd

    def _accumulator(self):
        """Return the one AccumulateGrad node of this leaf. Held weakly: it holds the leaf, and graphs hold it."""
        node = self._accumulate_ref() if self._accumulate_ref is not None else None
        if node is None:
            node = graph.AccumulateGrad(self)
            self._accumulate_ref = weakref.ref(node)
        return node

    def _accumulate_grad(self, grad):
        if not self._requires_grad:
            return  # switched off after the graph was recorded
        if self._grad is None:
            self._grad = Tensor._wrap(np.array(grad, self._data.dtype))  # a copy: the array may be shared
        else:
            self._grad._data += grad
            self._grad._version_counter.value += 1

    def backward(self, gradient=None, retain_graph=False):
        """Add the gradient of this tensor to the `.grad` of every leaf that it was computed from.

        gradient: Tensor of this tensor's shape, the gradient to start from; may be left out for a single element,
        where it is 1. retain_graph: keep what the operations saved, so that backward can be called again.
        Raises RuntimeError if there is nothing to differentiate, if the shapes differ, or the second time.
        """
        if gradient is not None and not isinstance(gradient, Tensor):
            raise TypeError(f"gradients can be either Tensors or None, but got {_type(gradient)}")
        if gradient is not None and gradient.shape != self.shape:
            raise RuntimeError(
                f"Mismatch in shape: grad_output[0] has a shape of {gradient.shape} and output[0] has a shape of "
                f"{self.shape}."
            )
        root = graph.edge(self)
        if root is None:
            raise RuntimeError("element 0 of tensors does not require grad and does not have a grad_fn")
        if gradient is None:
            if self._data.size != 1:
                raise RuntimeError("grad can be implicitly created only for scalar outputs")
            array = np.ones_like(self._data)
        else:
            array = gradient._data.astype(self._data.dtype, copy=False)
        graph.run_backward(root, array, retain_graph)

    def detach(self):
        """Return a new tensor on the same storage that has no history and does not require grad."""
        result = Tensor._wrap(self._data)
        result._version_counter = self._version_counter
        return result

    def clone(self):
        """Return a copy with a storage of its own. The copy is recorded: gradient flows through it."""
        return ops.clone(self)

    @property
    def data(self):
        """The same storage without history, and with a version counter of its own: writes to it go unnoticed."""
        return Tensor._wrap(self._data)

    # To Python and NumPy

    def numpy(self):
        """Return the ndarray that this tensor stores its elements in. Raises RuntimeError if it requires grad
        and recording is switched on."""
        if self.requires_grad and modes._state.grad:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        return self._data

    def __array__(self, dtype=None, copy=None):
        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def item(self):
        """Return the only element as a Python number. Raises RuntimeError if there are more or fewer."""
        if self._data.size != 1:
            raise RuntimeError(f"a Tensor with {self._data.size} elements cannot be converted to Scalar")
        return self._data.item()

    def tolist(self):
        return self._data.tolist()

    def __float__(self):
        return float(self._scalar())

    def __int__(self):
        return int(self._scalar())

    def _scalar(self):
        if self._data.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return self._data.item()

    def __index__(self):
        if self.dtype.is_floating_point or self._data.size != 1:
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self._data.item())

    def __bool__(self):
        if self._data.size == 0:
            raise RuntimeError("Boolean value of Tensor with no values is ambiguous")
        if self._data.size > 1:
            raise RuntimeError("Boolean value of Tensor with more than one value is ambiguous")
        return bool(self._data.item())

    def __len__(self):
        if self.ndim == 0:
            raise TypeError("len() of a 0-d tensor")
        return self._data.shape[0]

    def __iter__(self):
        if self.ndim == 0:
            raise TypeError("iteration over a 0-d tensor")
        return (self[k] for k in range(len(self)))

    def __repr__(self):
        return printing.format_tensor(self)

    def __format__(self, spec):
        return self.item().__format__(spec) if self.ndim == 0 else object.__format__(self, spec)

    __hash__ = object.__hash__  # by identity, although == compares elements

    # Arithmetic

    def _binary(self, op, other, swapped=False):
        other = self._operand(other)
        if other is NotImplemented:
            return other
        a, b = (other, self) if swapped else (self, other)
        _check_broadcast(a, b)
        if op is ops.div and not (a.dtype.is_floating_point or b.dtype.is_floating_point):
            a, b = a._as_float(), b._as_float()  # true division, of integers too
        if a._data.dtype != b._data.dtype:
            return op.mixed(a, b, dtype=dtypes.promote(a, b))
        return op(a, b)

    def _operand(self, other):
        """Return `other` as a Tensor, a number in the type that it takes beside this tensor."""
        if isinstance(other, Tensor):
            return other
        if isinstance(other, np.number | np.bool_):
            other = other.item()
        if isinstance(other, bool | int | float):
            return Tensor._wrap(np.array(other, dtypes.of_number(other, self.dtype).numpy))
        return NotImplemented

    def __add__(self, other):
        return self._binary(ops.add, other)

    def __radd__(self, other):
        return self._binary(ops.add, other)  # PyTorch records 1 + x as x + 1

    def __sub__(self, other):
        _check_no_bools(self, other)
        return self._binary(ops.sub, other)

    def __rsub__(self, other):
        _check_no_bools(self, other)
        if self._operand(other) is NotImplemented:
            return NotImplemented
        base = _cast(self, dtypes.promote(self, self._operand(other)))
        return ops.rsub(base, number=base._data.dtype.type(other))

    def __mul__(self, other):
        return self._binary(ops.mul, other)

    def __rmul__(self, other):
        return self._binary(ops.mul, other)

    def __truediv__(self, other):
        return self._binary(ops.div, other)

    def __rtruediv__(self, other):
        return ops.reciprocal(self._as_float()) * other  # as PyTorch computes number / x

    def __pow__(self, exponent):
        if isinstance(exponent, Tensor):
            if self.dtype is exponent.dtype is dtypes.bool:
                raise NotImplementedError("\"pow\" not implemented for 'Bool'")
            return self._binary(ops.pow_tensor, exponent)
        if self._operand(exponent) is NotImplemented:
            return NotImplemented
        if isinstance(exponent, int) and exponent < 0 and not self.dtype.is_floating_point:
            raise RuntimeError("Integers to negative integer powers are not allowed.")
        base = _cast(self, dtypes.promote(self, self._operand(exponent)))
        return ops.pow_number(base, exponent=base._data.dtype.type(exponent))

    def __rpow__(self, number):
        if self._operand(number) is NotImplemented:
            return NotImplemented
        exponent = _cast(self, dtypes.promote(self, self._operand(number)))
        return ops.number_pow(exponent, self=exponent._data.dtype.type(number))

    def __matmul__(self, other):
        return matmul.matmul(self, other) if isinstance(other, Tensor) else NotImplemented

    matmul = __matmul__

    def __neg__(self):
        if self.dtype is dtypes.bool:
            raise RuntimeError("Negation, the `-` operator, on a bool tensor is not supported. " + INVERT)
        return ops.neg(self)

    def __eq__(self, other):
        return self._binary(ops.eq, other)

    def __ne__(self, other):
        return self._binary(ops.ne, other)

    def __lt__(self, other):
        return self._binary(ops.lt, other)

    def __le__(self, other):
        return self._binary(ops.le, other)

    def __gt__(self, other):
        return self._binary(ops.gt, other)

    def __ge__(self, other):
        return self._binary(ops.ge, other)

    def exp(self):
        return ops.exp(self._as_float())

    def log(self):
        with np.errstate(divide="ignore", invalid="ignore"):
            return ops.log(self._as_float())

    def relu(self):
        if self.dtype is dtypes.bool:
            raise RuntimeError("Boolean inputs not supported for relu")
        return ops.relu(self)

    def tanh(self):
        return ops.tanh(self._as_float())

    def sum(self, dim=None, keepdim=False):
        if dim is None:
            return ops.sum_all(self)
        return ops.sum_dim(self, dim=self._dims(dim), keepdim=keepdim)

    def mean(self, dim=None, keepdim=False):
        if not self.dtype.is_floating_point:
            raise RuntimeError(
                "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
                f"Got: {'Long' if self.dtype is dtypes.int64 else 'Bool'}"
            )
        if dim is None:
            return ops.mean_all(self)
        return ops.mean_dim(self, dim=self._dims(dim), keepdim=keepdim)

    # Types

    def _as_float(self):
        return self if self.dtype.is_floating_point else self.to(dtypes.float32)

    def to(self, dtype):
        """Return this tensor in another dtype: itself if it has it already, else a recorded copy."""
        if isinstance(dtype, str) and dtype == "cpu":
            return self
        if not isinstance(dtype, dtypes.dtype):
            raise TypeError(
                f"to() takes a dtype such as minigrad.float64, or 'cpu', not {dtype!r}: there is no other device"
            )
        if dtype is self.dtype:
            return self
        if not dtype.is_floating_point:  # integers and bools cannot require grad: the history ends here
            return Tensor._wrap(self._data.astype(dtype.numpy))
        return ops.to_copy(self, dtype=dtype.numpy)

    def cpu(self):
        return self

    def float(self):
        return self.to(dtypes.float32)

    def double(self):
        return self.to(dtypes.float64)

    def long(self):
        return self.to(dtypes.int64)

    def bool(self):
        return self.to(dtypes.bool)

    # Views

    def view(self, *shape):
        """Return the same storage under another shape (one size may be -1). Raises RuntimeError where it can't."""
        return indexing.view(self, _sizes(shape))

    def reshape(self, *shape):
        """Return the elements under another shape: a view where that is possible, else a copy."""
        return indexing.reshape(self, _sizes(shape))

    def transpose(self, dim0, dim1):
        return ops.transpose(self, dim0=self._dim(dim0), dim1=self._dim(dim1))

    def t(self):
        if self.ndim > 2:
            raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {self.ndim}D")
        return ops.t(self)

    @property
    def T(self):
        return ops.permute(self, dims=tuple(range(self.ndim))[::-1])

    def unsqueeze(self, dim):
        if not -self.ndim - 1 <= dim <= self.ndim:
            raise IndexError(_out_of_range(dim, self.ndim + 1))
        return ops.unsqueeze(self, dim=dim % (self.ndim + 1))

    def expand(self, *sizes):
        return indexing.expand(self, _sizes(sizes))

    def __getitem__(self, key):
        return indexing.getitem(self, key)

    def _dim(self, dim):
        """Return `dim` counted from the front. Raises IndexError if there is no such dimension."""
        dims = max(self.ndim, 1)
        if not -dims <= dim < dims:
            raise IndexError(_out_of_range(dim, dims))
        return dim % dims

    def _dims(self, dim):
        dims = [self._dim(d) for d in (dim if isinstance(dim, tuple | list) else (dim,))]
        # PyTorch lets a 0-dim tensor be reduced over "dimension 0"; an empty list means all.
        return tuple(dims) if self.ndim and dims else tuple(range(self.ndim))

    # In-place

    def _inplace(self, compute):
        """Overwrite this tensor's elements with `compute()`, which must have its shape, and raise its version."""
        if modes._state.grad and self._view_of_no_grad and self.requires_grad:
            raise RuntimeError(VIEW_OF_NO_GRAD)
        if modes._state.grad and self._requires_grad and self.grad_fn is None:
            raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")
        if modes._state.grad and self._base is not None and self._base.is_leaf and self._base.requires_grad:
            raise RuntimeError("a view of a leaf Variable that requires grad is being used in an in-place operation.")
        if 0 in self._data.strides and self._data.size > 1:
            raise RuntimeError(
                "unsupported operation: more than one element of the written-to tensor refers to a single memory "
                "location. Please clone() the tensor before performing the operation."
            )
        result = compute()
        if result.requires_grad or (modes._state.grad and self.requires_grad):
            raise NotImplementedError(
                "minigrad does not record in-place operations yet. Write x = x + y instead of x += y, or do the "
                "write under no_grad() or on a detached tensor if it is not to be recorded."
            )
        if result._data.shape != self._data.shape:
            raise RuntimeError(
                f"output with shape {list(self.shape)} doesn't match the broadcast shape {list(result.shape)}"
            )
        if result.dtype.category > self.dtype.category:
            names = {dtypes.float32: "Float", dtypes.float64: "Double", dtypes.int64: "Long", dtypes.bool: "Bool"}
            raise RuntimeError(
                f"result type {names[result.dtype]} can't be cast to the desired output type {names[self.dtype]}"
            )
        np.copyto(self._data, result._data, casting="same_kind")
        self._version_counter.value += 1
        return self

    def add_(self, other, *, alpha=1):
        return self._inplace(lambda: self + (other if alpha == 1 else alpha * other))

    def sub_(self, other, *, alpha=1):
        return self._inplace(lambda: self - (other if alpha == 1 else alpha * other))

    def mul_(self, other):
        return self._inplace(lambda: self * other)

    def div_(self, other):
        return self._inplace(lambda: self / other)

    def zero_(self):
        return self._inplace(lambda: Tensor._wrap(np.zeros_like(self._data)))

    def __iadd__(self, other):
        return self.add_(other)

    def __isub__(self, other):
        return self.sub_(other)

    def __imul__(self, other):
        return self.mul_(other)

    def __itruediv__(self, other):
        return self.div_(other)

    def __setitem__(self, key, value):
        raise NotImplementedError("minigrad does not assign to elements yet: build the tensor from its parts")


def _type(value):
    return type(value).__name__


def _cast(tensor, numpy_dtype):
    return tensor if tensor._data.dtype == numpy_dtype else tensor.to(dtypes.from_numpy(numpy_dtype))


def _sizes(shape):
    return tuple(int(size) for size in (shape[0] if len(shape) == 1 and isinstance(shape[0], tuple | list) else shape))


def _out_of_range(dim, dims):
    return f"Dimension out of range (expected to be in range of [{-dims}, {dims - 1}], but got {dim})"


INVERT = "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."


def _check_no_bools(a, b):
    """Raise PyTorch's errors for a subtraction with bools."""
    bools = [isinstance(x, bool) or (isinstance(x, Tensor) and x.dtype is dtypes.bool) for x in (a, b)]
    if all(bools):
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    if any(bools):
        raise RuntimeError("Subtraction, the `-` operator, with a bool tensor is not supported. " + INVERT)


def _check_broadcast(a, b):
    """Raise PyTorch's error if two shapes cannot be broadcast together."""
    x, y = a._data.shape, b._data.shape
    if x == y or not x or not y:
        return
    for back in range(1, min(len(x), len(y)) + 1):
        if x[-back] != y[-back] and 1 not in (x[-back], y[-back]):
            raise RuntimeError(
                f"The size of tensor a ({x[-back]}) must match the size of tensor b ({y[-back]}) at non-singleton "
                f"dimension {max(len(x), len(y)) - back}"
            )
