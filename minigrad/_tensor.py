"""Tensor: a NumPy array with a flag, a gradient and a link to the operation that made it."""

import copy
import functools
import warnings
import weakref

import numpy as np

from . import dtypes, graph, modes
from ._methods import Operations
from .dtypes import Size
from .graph import UNTRACKED, edge_of
from .inplace import View
from .ops import elementwise

NOT_A_LEAF_GRAD = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
    "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, "
    "use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the "
    "leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more information."
)
NOT_A_LEAF = "you can only change requires_grad flags of leaf variables."
NOT_A_LEAF_FLAG = (
    f"{NOT_A_LEAF} If you want to use a computed variable in a subgraph that doesn't require differentiation use "
    "var_no_grad = var.detach()."
)


class _NoVersion(list):
    """The version counter of inference tensors. What asks for the version wants to save the tensor for backward.

    It is empty, but for those that `detach` and `.data` make outside of inference mode: these count, as in PyTorch.
    """

    def __getitem__(self, place):
        raise RuntimeError(
            "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in "
            "computation tracked by autograd. To work around this, you can make a clone to get a normal tensor and use "
            "it in autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`."
        )


INFERENCE = _NoVersion()


class AutogradMeta:
    """What only some tensors have: the flag of a leaf, `.grad`, hooks. PyTorch keeps it apart in the same way."""

    __slots__ = ("accumulator", "grad", "hooks", "post_hooks", "requires_grad", "retains_grad")

    def __init__(self):
        self.requires_grad = self.retains_grad = False
        self.grad = self.accumulator = self.hooks = self.post_hooks = None


class Tensor(Operations):
    """An array that can take part in automatic differentiation. Make one with `tensor`, `zeros`, `randn` and others.

    _data: the ndarray. _counter: a list with the version of the storage, shared by all that share the storage.
    _edge: (the node that made it, which of that node's results it is), UNTRACKED if it needs no gradient, or None where
    `graph.edge_of` has to find out: for leaves that require grad, and views. _view: what a view knows of its base.
    """

    __slots__ = ("__dict__", "__weakref__", "_autograd", "_counter", "_data", "_edge", "_view")
    __array_ufunc__ = None  # `array * tensor` is refused instead of made into an array of Tensors

    def __new__(cls, *args, **kwargs):
        """torch.Tensor(2, 3) makes an uninitialised tensor of that shape, torch.Tensor([1, 2]) one of these numbers."""
        from . import creation

        if len(args) == 1 and isinstance(args[0], Tensor):
            made = args[0].detach().requires_grad_(**{"requires_grad": False, **kwargs})  # autograd.Variable(tensor)
        elif not args and not kwargs:
            made = creation.zeros(0)
        elif args and (isinstance(args[0], float | bool) or args[0] is None):
            raise TypeError(f"new(): data must be a sequence (got {type(args[0]).__name__})")
        elif kwargs or (len(args) == 1 and not isinstance(args[0], int | Size)):
            made = creation.tensor(*args, dtype=dtypes.default, **kwargs)
        else:
            made = creation.empty(*args)
        return made if cls is Tensor else as_subclass(made, cls)

    # What it is

    @property
    def shape(self):
        return tuple.__new__(Size, self._data.shape)

    @property
    def dtype(self):
        return dtypes.from_numpy(self._data.dtype)

    @property
    def device(self):
        return dtypes.CPU

    @property
    def ndim(self):
        return self._data.ndim

    def dim(self):
        """Return the number of dimensions."""
        return self._data.ndim

    def size(self, dim=None):
        """Return the shape, or the size of one dimension. Raises IndexError if there is no such dimension."""
        if dim is None:
            return self.shape
        if self.ndim == 0:
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        return self._data.shape[_dim(self, dim)]

    def numel(self):
        """Return the number of elements."""
        return self._data.size

    nelement = numel

    def element_size(self):
        """Return the bytes of one element."""
        return self._data.itemsize

    @property
    def itemsize(self):
        return self._data.itemsize

    @property
    def nbytes(self):
        return self._data.size * self._data.itemsize

    def data_ptr(self):
        """Return the address of the first element: equal addresses, same storage. 0 for an empty tensor."""
        return self._data.__array_interface__["data"][0] if self._data.size else 0

    def untyped_storage(self):
        """Return the storage, for its `data_ptr()` and `nbytes()`."""
        return Storage(self._data)

    def storage(self):
        """Return the storage, for its `data_ptr()`, and its size in elements."""
        return Storage(self._data, self._data.itemsize)

    def storage_offset(self):
        """Return where in its storage the tensor begins, in elements."""
        return (self.data_ptr() - self.untyped_storage().data_ptr()) // self._data.itemsize if self._data.size else 0

    def stride(self, dim=None):
        """Return how many elements apart neighbours are, in each dimension or in `dim`."""
        array = self._data
        if not array.size and not any(array.strides):  # NumPy's empty arrays have none, but for views
            array = np.empty([max(size, 1) for size in array.shape], np.uint8)
        strides = tuple(stride // array.itemsize for stride in array.strides)
        return strides if dim is None else strides[_dim(self, dim)]

    def is_contiguous(self):
        """Return True if the elements lie in order, without gaps."""
        return self._data.flags.c_contiguous

    def contiguous(self, memory_format=None):
        """Return the tensor itself if its elements lie in order, else a recorded copy in which they do."""
        if memory_format not in (None, "contiguous_format", "preserve_format"):
            raise TypeError("contiguous(): argument 'memory_format' must be torch.memory_format")
        return self if self._data.flags.c_contiguous else elementwise.contiguous(self)

    def is_floating_point(self):
        """Return True for float32 and float64."""
        return self._data.dtype.kind == "f"

    def is_complex(self):
        """Return False: minigrad has no complex numbers."""
        return False

    def is_inference(self):
        """Return True if the tensor was made in `inference_mode`."""
        return type(self._counter) is _NoVersion

    @property
    def is_cuda(self):
        return False

    @property
    def _version(self):
        if self._counter is INFERENCE:
            raise RuntimeError("Inference tensors do not track version counter.")
        return list.__getitem__(self._counter, 0)

    @property
    def _base(self):
        return None if self._view is None else self._view.base

    def _is_view(self):
        return self._view is not None

    # Autograd: who made it, and does it need a gradient?

    @property
    def grad_fn(self):
        """The node that recorded the operation that made the tensor; None for a leaf."""
        edge = self._edge
        if edge is None:
            if self._view is None:
                return None
            edge = self._view.current_edge(self) or UNTRACKED
        return edge[0]

    @property
    def output_nr(self):
        return 0 if self.grad_fn is None else edge_of(self)[1]

    @property
    def is_leaf(self):
        """True unless the tensor is the recorded result of an operation."""
        return self.grad_fn is None

    def _was_leaf(self):
        """As is_leaf, but does not let a view take its history anew after a write, which may raise."""
        edge = self._edge
        if edge is None and self._view is not None:
            edge = self._view.edge
        return edge is None or edge[0] is None

    @property
    def requires_grad(self):
        """The flag. A view without history has that of its base too, although no gradient will come to the view."""
        edge = self._edge
        if edge is not None:
            return edge is not UNTRACKED
        if self._autograd is not None and self._autograd.requires_grad:
            return True
        view = self._view
        return view is not None and (view.edge is not None or view.base.requires_grad)

    @requires_grad.setter
    def requires_grad(self, flag):
        if not isinstance(flag, bool):
            raise RuntimeError("requires_grad must be a bool")
        if not self._was_leaf():
            raise RuntimeError(NOT_A_LEAF if flag else NOT_A_LEAF_FLAG)
        if flag and self._data.dtype.kind != "f":
            raise RuntimeError("only Tensors of floating point and complex dtype can require gradients")
        if flag and self.is_inference() and not modes._state.inference:
            raise RuntimeError("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")
        self._meta().requires_grad = flag
        if self._view is None:
            self._edge = None if flag else UNTRACKED

    @requires_grad.deleter
    def requires_grad(self):
        raise RuntimeError("requires_grad must be a bool")

    def requires_grad_(self, requires_grad=True):
        """Set the flag of a leaf, in place, and return the tensor itself.

        Raises RuntimeError on a recorded result (when switching off) and on integers (when switching on).
        """
        if not isinstance(requires_grad, bool):
            kind = type(requires_grad).__name__
            raise TypeError(f"requires_grad_(): argument 'requires_grad' (position 1) must be bool, not {kind}")
        if not self._was_leaf() and not requires_grad:
            raise RuntimeError(NOT_A_LEAF_FLAG)
        if requires_grad and self._data.dtype.kind != "f":
            raise RuntimeError("only Tensors of floating point dtype can require gradients")
        if self._was_leaf():
            self.requires_grad = requires_grad
        return self

    @property
    def grad(self):
        """The gradient that backward passes have added up so far: a Tensor of the same shape, or None."""
        meta = self._autograd
        if meta is not None and (meta.grad is not None or meta.retains_grad):
            return meta.grad
        if not self._was_leaf():
            warnings.warn(NOT_A_LEAF_GRAD, UserWarning, stacklevel=2)
        return None

    @grad.setter
    def grad(self, value):
        if value is None:
            if self._autograd is not None:
                self._autograd.grad = None
            return
        if not isinstance(value, Tensor):
            raise TypeError(
                f"assigned grad expected to be a Tensor or None but got grad of type {type(value).__name__}"
            )
        if value is self:
            raise RuntimeError("can't assign Variable as its own grad")
        if value.dtype is not self.dtype:
            raise RuntimeError(
                f"attempting to assign a gradient with dtype '{value.dtype.c_name}' to a tensor with grad_dtype "
                f"'{self.dtype.scalar}'. The gradient must match the tensor's grad_dtype (defaults to the tensor's "
                "dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None to allow any "
                "dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break "
                "downstream systems that assume they match."
            )
        if value._data.shape != self._data.shape:
            raise RuntimeError(
                f"attempting to assign a gradient of size '{list(value.shape)}' to a tensor of size "
                f"'{list(self.shape)}'. Please ensure that the gradient and the tensor are the same size"
            )
        self._meta().grad = value

    @grad.deleter
    def grad(self):
        self.grad = None

    def _meta(self):
        if self._autograd is None:
            self._autograd = AutogradMeta()
        return self._autograd

    def _set_edge(self, edge):
        if self._view is None:
            self._edge = edge
        else:
            self._view.edge = edge

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        """Add the gradient of this tensor to the `.grad` of every leaf that it was computed from.

        gradient: Tensor of this tensor's shape, the gradient to start from; may be left out for a single element,
        where it is 1. retain_graph: keep what the operations saved, so that backward can be called again (default:
        create_graph). create_graph: record the backward pass itself. inputs: the only tensors that get a gradient.
        Raises RuntimeError if there is nothing to differentiate, if the shapes differ, or the second time.
        """
        autograd.backward(self, gradient, retain_graph, create_graph, inputs=inputs)

    def retain_grad(self):
        """Keep the gradient of a tensor that is not a leaf in `.grad` too. Raises RuntimeError if it needs none."""
        if not self.requires_grad:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        if self._was_leaf() or self.retains_grad:
            return
        node, number = edge_of(self)
        self._meta().retains_grad = True
        node._hook_lists().retain[number] = weakref.ref(self)

    @property
    def retains_grad(self):
        return self._autograd is not None and self._autograd.retains_grad

    def register_hook(self, hook):
        """Call `hook(grad)` when the gradient of this tensor is known; what it returns replaces that gradient.

        Returns a handle whose `remove()` takes the hook away. Raises RuntimeError if no gradient will come.
        """
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        meta = self._meta()
        node, number = edge_of(self)
        if node is None or self.is_leaf:
            if meta.hooks is None:
                meta.hooks = graph.HookList()
            if node is not None:
                node._hook_lists().leaf = meta
            return meta.hooks.add(hook)
        return node._hook_lists().tensor.setdefault(number, graph.HookList()).add(hook)

    def register_post_accumulate_grad_hook(self, hook):
        """Call `hook(leaf)` each time after a gradient was added to the `.grad` of this leaf. Returns a handle."""
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if not self.is_leaf:
            raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        meta = self._meta()
        if meta.post_hooks is None:
            meta.post_hooks = graph.HookList()
        return meta.post_hooks.add(hook)

    # Storage

    def _view_on(self, array, creation=None):
        """Return a Tensor on `array`, which looks at this tensor's storage. creation: as in inplace.View."""
        result = new()
        result._data = array
        result._counter = self._counter
        result._view = result._autograd = None
        result._edge = UNTRACKED
        if self.is_inference():
            result._counter = INFERENCE
            return result
        base, inherited = self, None
        if self._view is not None:
            base, inherited = self._view.base, self._view.creation
        state = modes._state
        if state.inference or not state.grad:
            creation = "inference" if state.inference else "no_grad"
        result._view = View(base, creation or inherited, self._counter[0])
        result._edge = None
        return result

    def detach(self):
        """Return a new tensor on the same storage that has no history and does not require grad."""
        result = new()
        result._data, result._counter = self._data, self._counter
        result._view = result._autograd = None
        result._edge = UNTRACKED
        if type(self._counter) is _NoVersion:
            result._counter = INFERENCE if modes._state.inference else _NoVersion([0])
        return result

    def detach_(self):
        """Cut this tensor itself from its history, and return it. Raises RuntimeError on a view."""
        if modes._state.inference:
            return self  # as in PyTorch, where autograd is not asked at all
        if self._view is not None:
            raise RuntimeError(
                "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for "
                "training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence "
                "detach_() cannot be called on these gradients. To fix this error, please refer to the "
                "Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution."
            )
        if self._autograd is not None:
            self._autograd.requires_grad = False
        self._edge = UNTRACKED
        return self

    @property
    def data(self):
        """The same storage without history, and with a version counter of its own: writes to it go unnoticed."""
        result = self.detach()
        if not self.is_inference():
            result._counter = [0]
        return result

    @data.setter
    def data(self, value):
        if not isinstance(value, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(value).__name__}")
        if self.requires_grad and value._data.dtype.kind != "f":
            raise RuntimeError("data set to a tensor that requires gradients must be floating point or complex dtype")
        if self._autograd is not None and value._data.dtype != self._data.dtype:
            self._autograd.accumulator = None
        self._data = value._data

    @data.deleter
    def data(self):
        raise RuntimeError("Deleting tensor data is not allowed. Delete tensor instead!")

    def __deepcopy__(self, memo):
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the "
                "moment.  If you were attempting to deepcopy a module, this may be because of a torch.nn.utils."
                "weight_norm usage, see https://github.com/pytorch/pytorch/pull/103001"
            )
        if id(self) in memo:
            return memo[id(self)]
        owner, place = Storage(self._data)._owner, self.storage_offset() * self.itemsize
        storage = memo.setdefault(("storage", id(owner)), owner.ravel("K").copy())  # what shares one shares its copy
        data = np.ndarray(self._data.shape, self._data.dtype, storage, place, self._data.strides)
        copied = as_subclass(wrap(data), type(self))
        memo[id(self)] = copied
        graph.bump(copied)
        copied.requires_grad = self.requires_grad
        if self._autograd is not None and self._autograd.grad is not None:
            copied.grad = self._autograd.grad.__deepcopy__(memo)
        copied.__dict__.update(copy.deepcopy(self.__dict__, memo))
        return copied

    def __reduce__(self):
        return _rebuild, (type(self), np.asarray(self._data, order="C"), self.requires_grad)

    # To Python and NumPy

    def numpy(self, *, force=False):
        """Return the ndarray that this tensor stores its elements in. force: of any tensor, as by `detach()`.

        Raises RuntimeError if it requires grad and recording is switched on.
        """
        if self.requires_grad and modes._state.grad and not force:
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
        """Return the elements as Python numbers in nested lists."""
        return self._data.tolist()

    def __float__(self):
        return float(self._scalar())

    def __int__(self):
        return int(self._scalar())

    def _scalar(self):
        if self._data.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        if self.requires_grad:
            warnings.warn(
                "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
                "Consider using tensor.detach() first.",
                UserWarning,
                stacklevel=3,
            )
        return self._data.item()

    def __index__(self):
        if self._data.dtype.kind == "f" or self._data.size != 1:
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
        return iter(self.unbind(0))

    def __reversed__(self):
        return self if self.ndim == 0 else self.flip(0)

    def __contains__(self, element):
        if isinstance(element, Tensor | int | float):
            return bool((self == element).any())
        raise RuntimeError(f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}.")

    def __delitem__(self, index):
        raise TypeError("Tensor does not support deleting items")

    def __repr__(self):
        from . import printing

        return printing.format_tensor(self)

    def __format__(self, spec):
        return self.item().__format__(spec) if self.ndim == 0 else object.__format__(self, spec)

    def __getattr__(self, name):
        from . import missing

        raise missing.attribute_error(self, name)

    def __hash__(self):  # by identity, although == compares elements
        return id(self)


def _refuse(name):
    def refuse(*args):
        raise AttributeError(f"attribute {name!r} of 'torch._C.TensorBase' objects is not writable")

    return refuse


for _name, _found in list(vars(Tensor).items()):
    if isinstance(_found, property) and _found.fset is None:
        setattr(Tensor, _name, _found.setter(_refuse(_name)).deleter(_refuse(_name)))


class Storage:
    """The memory that one or more tensors look at."""

    def __init__(self, array, itemsize=1):
        self._itemsize = itemsize
        owner = array
        while owner is not None:
            if isinstance(owner, np.ndarray):
                array = owner
            owner = getattr(owner, "base", None)
        self._owner = array

    def data_ptr(self):
        return self._owner.__array_interface__["data"][0] if self._owner.size else 0

    def nbytes(self):
        return self._owner.nbytes

    def size(self):
        return self._owner.nbytes // self._itemsize

    __len__ = size


new = functools.partial(object.__new__, Tensor)  # the shortest way to a Tensor with empty slots


def wrap(array):
    """Return a new Tensor on `array`, without history. The array is not copied."""
    result = new()
    result._data = array if type(array) is np.ndarray else np.asarray(array)
    result._counter = [0] if modes.plain or not modes._state.inference else INFERENCE
    result._view = result._autograd = None
    result._edge = UNTRACKED
    return result


def as_tensor(value):
    """Return an array as a Tensor; Tensors and None stay what they are."""
    return value if value is None or isinstance(value, Tensor) else wrap(value)


def as_subclass(tensor, cls):
    """Return a `cls`, a subclass of Tensor, on the storage of `tensor`, without history."""
    result = object.__new__(cls)
    result._data, result._counter = tensor._data, tensor._counter
    result._view = result._autograd = None
    result._edge = UNTRACKED
    return result


def _rebuild(cls, array, requires_grad):
    result = as_subclass(wrap(array), cls)
    result.requires_grad = requires_grad
    return result


def cast(tensor, numpy_dtype):
    """Return `tensor` in another dtype: itself, or a copy, which is recorded if that dtype can have gradients."""
    if tensor._data.dtype == numpy_dtype:
        return tensor
    if np.dtype(numpy_dtype).kind != "f":  # integers and bools cannot require grad: the history ends here
        with np.errstate(invalid="ignore"):  # what nan and inf become as integers is undefined, in PyTorch too
            return wrap(dtypes.cast(tensor._data, numpy_dtype))
    return elementwise.to_copy(tensor, dtype=numpy_dtype)


def operand(beside, other):
    """Return `other` as a Tensor, a number in the dtype that it takes beside the tensor `beside`."""
    if isinstance(other, Tensor):
        return other
    if isinstance(other, np.number | np.bool_):
        other = other.item()
    if isinstance(other, np.ndarray):
        beside.numpy()  # PyTorch computes this in NumPy, which must not lose a gradient
        return wrap(np.array(other))
    if isinstance(other, bool | int | float):
        number = wrap(dtypes.wrapped(other, dtypes.of_number(other, beside.dtype).numpy))
        if number._counter is not INFERENCE:
            number._counter = modes.Number((0,))
        return number
    return NotImplemented


def operands(a, b):
    """Return two arguments of a function, of which the first is a number, as Tensors."""
    number = tensor_of_number(a) if isinstance(a, bool | int | float) else operand(wrap(np.zeros(())), a)
    if number is NotImplemented:
        raise not_a_tensor("this function", "input", 1, a)
    return (operand(b, a), b) if isinstance(b, Tensor) else (number, b)


def not_a_tensor(function, argument, position, value):
    """Return PyTorch's error for an argument that should be a tensor."""
    kind = type(value)
    name = kind.__name__ if kind.__module__ == "builtins" or kind is Tensor else f"{kind.__module__}.{kind.__name__}"
    name = name.replace("minigrad.dtypes.", "torch.")
    return TypeError(f"{function}(): argument '{argument}' (position {position}) must be Tensor, not {name}")


def tensor_of_number(number):
    """Return a number as a 0-dimensional Tensor: a float in the default dtype, an int in int64."""
    return wrap(np.array(number, dtypes.default.numpy if isinstance(number, float) else None))


def check_broadcast(a, b):
    """Raise PyTorch's error if two shapes cannot be broadcast together."""
    x, y = a._data.shape, b._data.shape
    if x != y and x and y:
        error = broadcast_error(a, b)
        if error is not None:
            raise error


def broadcast_error(a, b):
    x, y = a._data.shape, b._data.shape
    for back in range(1, min(len(x), len(y)) + 1):
        if x[-back] != y[-back] and 1 not in (x[-back], y[-back]):
            return RuntimeError(
                f"The size of tensor a ({x[-back]}) must match the size of tensor b ({y[-back]}) at non-singleton "
                f"dimension {max(len(x), len(y)) - back}"
            )
    return None


def _dim(tensor, dim):
    """Return `dim` counted from the front. Raises IndexError if there is no such dimension."""
    dims = max(tensor._data.ndim, 1)
    if type(dim) is not int:
        if not isinstance(dim, np.integer) and (not isinstance(dim, Tensor) or dim.ndim or dim._data.dtype.kind != "i"):
            raise TypeError(f"argument 'dim' must be int, not {type(dim).__name__}")
        dim = int(dim)
    if not -dims <= dim < dims:
        raise IndexError(out_of_range(dim, dims))
    return dim % dims


def out_of_range(dim, dims):
    return f"Dimension out of range (expected to be in range of [{-dims}, {dims - 1}], but got {dim})"


from . import autograd  # noqa: E402 (it needs what is above, and is asked for by every backward)
