"""Function: an operation with a derivative of one's own."""

import functools
import warnings

import numpy as np

from .. import _tensor, inplace, modes
from ..graph import SECOND_TIME, UNTRACKED, Node, edge_of, fit, numbers, unfit


class _Accessed(tuple):
    __slots__ = ()


ACCESSED = _Accessed()  # what a node has left that gives away its tensors at the first look


class FunctionNode(Node):
    """The node of a Function: `forward` and `backward` know it as `ctx`, and may keep attributes with it."""

    __slots__ = ("__dict__", "_needs", "_to_save")
    _several = _gives_all = True
    _function = None

    def __init__(self):
        self._hooks = self._settings = None
        self._saved = self._versions = ()
        self._to_save = ()
        self.__dict__["_materialize"] = self.__dict__["_materialize_non_diff_grads"] = True
        self.__dict__["_not_differentiable"], self.__dict__["_dirty"] = (), ()

    def __repr__(self):
        return f"<torch.autograd.function.{type(self).__name__} object at {id(self):#x}>"

    def save_for_backward(self, *tensors):
        """Keep tensors (or None) for `backward`, where they are `ctx.saved_tensors`."""
        self._to_save = tensors

    def mark_non_differentiable(self, *tensors):
        """Say that these results have no gradient."""
        self._not_differentiable = tensors

    def mark_dirty(self, *tensors):
        """Say that `forward` has written to these inputs, which it returns."""
        self._dirty = tensors

    def set_materialize_grads(self, value):
        """Say whether results without a gradient are given as zeros (True, the default) or as None."""
        self._materialize = value

    @property
    def needs_input_grad(self):
        """For each argument of `apply` whether its gradient is needed."""
        return self._needs

    @property
    def saved_tensors(self):
        """The tensors given to `save_for_backward`. Raises RuntimeError if they were freed, or written to since."""
        if self._saved is None:
            raise RuntimeError(SECOND_TIME)
        if self._saved is ACCESSED:
            raise RuntimeError(
                "saved_tensors can only be accessed once when clear_saved_tensors_on_access=True is set on the "
                "autograd.Function. Either access saved_tensors only once, or set clear_saved_tensors_on_access=False."
            )
        found = tuple([self._unpacked(place) for place in range(len(self._saved))])
        if self._function.clear_saved_tensors_on_access:
            self._saved = ACCESSED
        return found

    def _unpacked(self, place):
        saved, version = self._saved[place], self._versions[place]
        if isinstance(saved, tuple):  # a result: (its number, the elements)
            number, kept = saved
            if kept._counter[0] != version:
                raise _tensor.graph.overwritten(_made_by(kept, self, number), version, of_result=True)
            return _made_by(kept, self, number)
        if type(saved) is modes.Packed:
            return saved.unpack(self)
        if saved is not None and saved._counter[0] != version:
            raise _tensor.graph.overwritten(saved, version)
        return saved

    @property
    def _raw_saved_tensors(self):
        """What was saved as SavedTensors, on which hooks can be registered."""
        from .saved import SavedTensor

        if self._saved is None:
            raise RuntimeError(SECOND_TIME)
        places = range(len(self._saved))
        return tuple(SavedTensor(self, place, functools.partial(self._unpacked, place)) for place in places)

    def _keep_packed(self, place, packed):
        self._saved = (*self._saved[:place], packed, *self._saved[place + 1 :])

    @property
    def saved_variables(self):
        text = "'saved_variables' is deprecated; use 'saved_tensors'"
        warnings.warn(text, DeprecationWarning, stacklevel=2)
        return self.saved_tensors

    def __call__(self, *grads):
        raise TypeError(f"{type(self).__name__!r} object is not callable")

    def run_undefined(self, grads):
        return self.apply(grads)

    def apply(self, grads):
        recorded = any(isinstance(g, _tensor.Tensor) for g in grads)
        if self._materialize:
            grads = [
                np.zeros(shape, dtype) if grad is None and shape is not None else grad
                for grad, shape, dtype in zip(grads, self._shape, self._dtype, strict=True)
            ]
        function = self._function
        own_vjp = function.vjp is not Function.vjp
        if own_vjp and function.backward is not Function.backward:
            raise RuntimeError(
                "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only "
                "implement one of them."
            )
        backward = function.vjp if own_vjp else function.backward
        returned = modes.nested(backward, self, *(_tensor.as_tensor(grad) for grad in grads))
        returned = returned if isinstance(returned, tuple) else (returned,)
        name, expected = self.name(), len(self._needs)
        if len(returned) > expected and all(extra is None for extra in returned[expected:]):
            returned = returned[:expected]
        if len(returned) != expected:
            raise RuntimeError(
                f"function {name} returned an incorrect number of gradients (expected {expected}, got {len(returned)})"
            )
        gradients = []
        for number, (gradient, place) in enumerate(zip(returned, self._places, strict=True)):
            if place is None:
                if gradient is not None:
                    raise RuntimeError(
                        f"function {name} returned a gradient different than None at position {number + 1}, but the "
                        "corresponding forward input was not a Variable"
                    )
                continue
            if gradient is None:
                gradients.append(None)
                continue
            if not isinstance(gradient, _tensor.Tensor):
                raise RuntimeError(f"expected Variable or None (got {type(gradient).__name__})")
            if not recorded:
                gradient = gradient._data[...]  # a view: a leaf takes it over only if nobody else has the memory
            function, result = self.next_functions[place]
            if function is None:
                gradients.append(gradient)  # hooks see it
                continue
            shape, dtype = function._shape, function._dtype
            if function._several:
                shape, dtype = shape[result], dtype[result]
            try:
                gradients.append(fit(gradient, shape, dtype))
            except RuntimeError:
                raise unfit(self, number, gradient, shape) from None
        return gradients


def _made_by(kept, node, number):
    result = kept.detach()
    result._edge = (node, number)
    return result


class Function:
    """Base class. Subclasses define the static methods `forward(ctx, *args)` and `backward(ctx, *grad_outputs)`.

    `backward` returns a gradient for every argument of `forward`, None for those that need none. Alternatively
    `forward(*args)` and `setup_context(ctx, inputs, output)`. Call it by `apply`.
    """

    _node_type = FunctionNode
    clear_saved_tensors_on_access = False  # True: `ctx.saved_tensors` can be read once, and nothing is kept then

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls._node_type = type(
            f"{cls.__name__}Backward",
            (FunctionNode,),
            {"_function": cls, "__slots__": (), "__module__": cls.__module__},
        )
        cls._backward_cls = cls._node_type

    def __init__(self, *args, **kwargs):
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you should "
            "invoke them on the class itself. Instantiating an autograd function will raise an error in a future "
            "version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *args, **kwargs):
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd "
            "function with static forward method. (Example: "
            "https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )

    @staticmethod
    def forward(*args, **kwargs):
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with "
            "backward mode AD."
        )

    vjp = backward  # another name that a subclass may use
    setup_context = None

    @classmethod
    def apply(cls, *args, **kwargs):
        """Run `forward` on the arguments, and record `backward` if one of the tensors among them requires grad."""
        if kwargs or cls.setup_context is not None:
            args = _bound(cls, args, kwargs)
        node = cls._node_type()
        tensors = [arg for arg in args if isinstance(arg, _tensor.Tensor)]
        recorded = modes.recording() and any(tensor.requires_grad for tensor in tensors)
        node._needs = tuple(isinstance(arg, _tensor.Tensor) and arg.requires_grad for arg in args)
        if not modes.recording():
            node._needs = (False,) * len(args)
        counter = iter(range(len(args)))
        node._places = [next(counter) if isinstance(arg, _tensor.Tensor) else None for arg in args]
        node.next_functions = tuple(edge_of(tensor) for tensor in tensors) if recorded else (UNTRACKED,) * len(tensors)
        node._number = next(numbers)  # lower than those of the accumulators that edge_of may just have made
        with modes.no_grad():
            if cls.setup_context is not None:
                output = cls.forward(*args)
                cls.setup_context(node, args, output)
            else:
                output = cls.forward(node, *args)
        outputs = output if isinstance(output, tuple) else (output,)
        if not all(isinstance(value, _tensor.Tensor) for value in node._dirty):
            raise RuntimeError("mark_dirty can only accept variables, but argument ")
        if not all(isinstance(value, _tensor.Tensor) for value in node._not_differentiable):
            raise RuntimeError("mark_non_differentiable only accepts variable arguments, but got ")
        if node._dirty:
            _check_dirty(node, tensors, outputs)
        results = [_result(node, value, tensors, recorded) for value in outputs]
        if recorded:
            _record(node, outputs, results)
        elif node._to_save:
            node._saved = tuple(node._to_save)
            node._versions = tuple(0 if t is None or t.is_inference() else t._version for t in node._saved)
        return tuple(results) if isinstance(output, tuple) else results[0]


def _bound(cls, args, kwargs):
    """Return all arguments of `forward` by position. `setup_context` is also given those that were left out."""
    import inspect

    context = (None,) if cls.setup_context is None else ()
    signature = inspect.signature(cls.forward)
    unknown = [name for name in kwargs if name not in signature.parameters]
    if not unknown:
        bound = signature.bind(*context, *args, **kwargs)
        if not context:
            bound.apply_defaults()
        unknown = list(bound.kwargs)
    if unknown:
        raise TypeError(f"forward() got an unexpected keyword argument {unknown[0]!r}")
    return bound.args[len(context) :]


def _check_dirty(node, tensors, outputs):
    """Raise RuntimeError if a written input is not returned; pass over what is no input, with a warning."""
    for dirty in node._dirty:
        if not any(dirty is value for value in outputs):
            raise RuntimeError(
                "Some elements marked as dirty during the forward method were not returned as output. The inputs that "
                "are modified inplace must all be outputs of the Function."
            )
        if not any(dirty is tensor for tensor in tensors):
            text = (
                "ctx.mark_dirty() received a tensor that was not an input. Only input Tensors that have been mutated "
                "should be passed to ctx.mark_dirty()."
            )
            if dirty._view is not None:
                raise RuntimeError(text)
            warnings.warn(text, UserWarning, stacklevel=3)
    node._dirty = tuple(dirty for dirty in node._dirty if any(dirty is tensor for tensor in tensors))
    for dirty in node._dirty:
        inplace.bump(dirty)


def _result(node, value, tensors, recorded):
    """Return what `apply` gives back for one value that `forward` returned."""
    if not isinstance(value, _tensor.Tensor):
        return value
    is_input = any(value is tensor for tensor in tensors)
    if not recorded or any(value is marked for marked in node._not_differentiable):
        if value.requires_grad and (is_input or (recorded and value._view is None)):
            return value.detach()
        recorded = False
    if is_input and not any(value is dirty for dirty in node._dirty):
        return value._view_on(value._data, "function")
    if not is_input and value._view is not None and value._view.creation == "no_grad":  # made in `forward`
        value._view.creation = "function"
    return value


DIRTY_VIEW = (
    "If your Function modifies inplace an input that is a view of another Tensor, your Function cannot return more "
    "than one Tensor. This is not supported by the current autograd engine. You should either make sure the input is "
    "not a view (using .clone() for example) or make your Function only return one Tensor (potentially splitting it "
    "into two Functions: one doing the inplace that returns a single Tensor and a second one that does the other "
    "operations). You can ask on the forum https://discuss.pytorch.org/ if you need help to do this change."
)


def _record(node, outputs, results):
    shapes, dtypes, written = [], [], None
    differentiable = [
        isinstance(result, _tensor.Tensor)
        and result._data.dtype.kind == "f"
        and not any(value is marked for marked in node._not_differentiable)
        for value, result in zip(outputs, results, strict=True)
    ]
    for number, (value, result) in enumerate(zip(outputs, results, strict=True)):
        if not differentiable[number] and not (node._materialize_non_diff_grads and isinstance(result, _tensor.Tensor)):
            shapes.append(None), dtypes.append(None)
            continue
        shapes.append(result._data.shape), dtypes.append(result._data.dtype)
        if not differentiable[number]:
            continue
        if any(value is dirty for dirty in node._dirty):
            if result.requires_grad and result._was_leaf():
                raise RuntimeError("a leaf Variable that requires grad has been used in an in-place operation.")
            if result._view is not None and len(outputs) > 1:
                raise RuntimeError(DIRTY_VIEW)
            inplace.check(result, True)
            if result._view is not None:
                written = result
            else:
                result._set_edge((node, number))
            continue
        if result._view is not None:
            result._view.creation = "several" if sum(differentiable) > 1 else "function"
            result._view.version = result._counter[0]  # written to or not: this is its history
        result._set_edge((node, number))
    node._shape, node._dtype = shapes, dtypes
    if written is not None:
        inplace.rebase(written, node)
    saved, versions = [], []
    to_save, node._to_save = node._to_save, ()  # what a node made may not be held by it, also if a pack hook raises
    for place, tensor in enumerate(to_save):
        if tensor is not None and not isinstance(tensor, _tensor.Tensor):
            kind = type(tensor).__name__
            raise TypeError(f"save_for_backward can only save variables, but argument {place} is of type {kind}")
        numbers_ = [k for k, value in enumerate(outputs) if value is tensor and differentiable[k]]
        if tensor is not None and numbers_:
            kept = tensor.detach()
            made = _made_by(kept, node, numbers_[0])
            saved.append(modes.packed(made, numbers_[0]) if modes._state.saved_hooks else (numbers_[0], kept))
            versions.append(tensor._counter[0])
            continue
        versions.append(None if tensor is None else tensor._counter[0])
        pack = tensor is not None and modes._state.saved_hooks
        saved.append(modes.packed(tensor, edge_of(tensor)) if pack else tensor)
    node._saved, node._versions = tuple(saved), tuple(versions)
    node._dirty = node._not_differentiable = ()
    if modes.anomaly is not None:
        modes.anomaly.created(node)


class InplaceFunction(Function):
    """An old name for a Function that writes to its inputs."""


def once_differentiable(function):
    """Decorate `backward` whose own operations cannot be differentiated again: doing so then raises RuntimeError."""

    @functools.wraps(function)
    def wrapper(ctx, *grads):
        with modes.no_grad():
            outputs = function(ctx, *grads)
        if not modes.recording() or not any(g is not None and g.requires_grad for g in grads):
            return outputs
        several = isinstance(outputs, tuple)
        outputs = outputs if several else (outputs,)
        fresh = [_tensor.wrap(np.zeros(0)) if value is None else value.detach().requires_grad_() for value in outputs]
        failing = zip(outputs, Error.apply(*fresh), strict=True)
        values = tuple(None if value is None else wrong for value, wrong in failing)
        return values if several else values[0]

    return wrapper


class Error(Function):
    """What comes before a gradient that cannot be differentiated again."""

    @staticmethod
    def forward(ctx, *values):
        return tuple(value.clone() for value in values)

    @staticmethod
    def backward(ctx, *grads):
        raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")


Error._node_type.__name__ = "Error"  # as PyTorch calls it
Error._node_type.name = lambda self: "torch::autograd::Error"
