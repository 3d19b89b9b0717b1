"""Writing into a tensor: what is forbidden, and how the write is recorded, also through a view.

A recorded write gives the tensor a new history, and raises the version of its storage. A write through a view changes
the base: the base's new history is a `CopySlices` node, which sends the gradient of the untouched elements to the
base's old history, and that of the written ones through the operation that wrote. Other views of the storage notice by
its version that their history is out of date, and take it anew from the base (`View.current_edge`).
"""

import functools

import numpy as np

from . import _tensor, dtypes, modes
from .graph import FLAG_ONLY, SECOND_TIME, UNTRACKED, Node, bump, edge_of, message_name, numbers
from .ops import elementwise, views


class View:
    """What a view knows: its base, how it was made, and its history as of a version of the storage.

    creation: None, "no_grad", "inference", "several" (one of several views that one operation returned) or "function".
    """

    __slots__ = ("base", "creation", "edge", "version")

    def __init__(self, base, creation, version):
        self.base, self.creation, self.version, self.edge = base, creation, version, None

    def current_edge(self, tensor):
        """Return the edge of the view `tensor`, or None if it has no history."""
        if self.edge is None and not self.base.requires_grad:
            return None
        version = tensor._counter[0]
        if version != self.version:
            check_creation(tensor, indirect=True)
            old = self.edge or UNTRACKED
            node = views.as_strided.record(
                [edge_of(self.base)], (self.base,), {"geometry": geometry(tensor, self.base)}
            )
            views.as_strided.made(node, (tensor,))
            if old[0] is not None and old[0]._hooks is not None:
                old[0]._hooks.move_retained(tensor, node)  # hooks stay with the history that they were hung on
            self.edge, self.version = (node, 0), version
        return self.edge


def geometry(view, base):
    """Return (base shape, base strides, view shape, view strides, offset), all counted in elements."""
    a, b = base._data, view._data
    size = a.itemsize
    offset = (b.__array_interface__["data"][0] - a.__array_interface__["data"][0]) // size if b.size else 0
    return a.shape, tuple(s // size for s in a.strides), b.shape, tuple(s // size for s in b.strides), offset


class CopySlices(Node):
    """The history of a base after a write through one of its views: `write` is the node of the writing operation."""

    __slots__ = ("_geometry", "overlapping", "write")

    def __init__(self, base, view, write):
        self.next_functions = (edge_of(base), *write.next_functions[1:])
        self._number = next(numbers)
        self._shape, self._dtype = base._data.shape, base._data.dtype
        self._hooks = self._settings = None
        self._saved, self._versions = (), ()
        self._geometry = geometry(view, base)
        self.write, self.overlapping = write, overlaps(view._data)

    def name(self):
        return "torch::autograd::CopySlices"

    def apply(self, grad):
        if self.write is None:
            raise RuntimeError(SECOND_TIME)
        if self.overlapping and self.next_functions[0][0] is not None:
            raise RuntimeError(OVERLAPPING)
        written = views.take_strided(grad, geometry=self._geometry)
        first, *others = self.write.apply([written] if self.write._several else written)
        if self.next_functions[0][0] is None:
            return [None, *others]
        if first is None:
            first = elementwise.zeros(views.take_strided(grad, geometry=self._geometry))
        return [views.put_strided(grad, first, geometry=self._geometry), *others]

    def release(self):
        self.write = None  # a second time is an error even where nothing was saved, as in PyTorch


OVERLAPPING = (
    "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please "
    "clone() the tensor before performing the operation."
)
VIEW_OF_NO_GRAD = (
    " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both "
    "the view and the inplace either both inside the {0} block (if you don't want the inplace to be tracked) or both "
    "outside (if you want the inplace to be tracked)."
)
SEVERAL_VIEWS = (
    " This view is the output of a function that returns multiple views. Such functions do not allow the output views "
    "to be modified inplace. You should replace the inplace operation by an out-of-place one."
)
VIEW_OF_FUNCTION = (
    " This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic "
    "to handle view+inplace would override the custom backward associated with the custom Function, leading to "
    "incorrect gradients. This behavior is forbidden. You can fix this by cloning the output of the custom Function."
)


def check_creation(tensor, indirect=False):
    """Raise PyTorch's error for a recorded write to a view that was made where that is not allowed."""
    view = tensor._view
    if view.creation is None:
        return
    node, number = view.edge or UNTRACKED
    what = "its base or another view of its base has been" if indirect else "is being"
    output = f"Output {number} of {message_name(node)} is a view" if node else "A view"
    if view.creation in ("no_grad", "inference") or node is None:
        output += " of a view which was created in" if node else " was created in"
        mode, other = (
            ("inference", "in normal mode") if view.creation == "inference" else ("no_grad", "with grad mode enabled")
        )
        text = f"{output} {mode} mode and {what} modified inplace {other}."
    else:
        text = f"{output} and {what} modified inplace."
    reasons = {
        "several": SEVERAL_VIEWS,
        "function": VIEW_OF_FUNCTION,
        "inference": VIEW_OF_NO_GRAD.format("inference_mode"),
    }
    raise RuntimeError(text + reasons.get(view.creation, VIEW_OF_NO_GRAD.format("no_grad")))


def overlaps(array):
    """True if several elements are one and the same in memory, as after `expand`."""
    return (
        0 in array.strides and array.size > 0 and any(s == 0 and n > 1 for s, n in zip(array.strides, array.shape))  # noqa: B905
    )


def check(tensor, recorded, overlapping=False):
    """Raise if `tensor` may not be written to. recorded: the write itself would be recorded."""
    if recorded:
        if tensor._view is not None:
            check_creation(tensor)
            if tensor.requires_grad and tensor._view.base._was_leaf():
                raise RuntimeError(
                    "a view of a leaf Variable that requires grad is being used in an in-place operation."
                )
        if tensor.requires_grad and tensor._was_leaf():
            raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")
    if not overlapping and overlaps(tensor._data):
        raise RuntimeError(OVERLAPPING)


def check_overlap(target, source, same=True):
    """Raise if two arrays share a part of their memory, where PyTorch sees it: where both are dense.

    same: they may be one and the same."""
    if not (target.size and source.size) or not np.may_share_memory(target, source):
        return
    if target.__array_interface__["data"] == source.__array_interface__["data"] and target.size == source.size:
        if (same and target.strides == source.strides) or not (_dense(target) and _dense(source)):
            return
    elif not (_dense(target) and _dense(source)):
        return
    raise RuntimeError(
        "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory "
        "location. Please clone() the tensor before performing the operation."
    )


def _dense(array):
    """Return True if the elements fill one piece of memory, in whatever order of the dimensions."""
    expected = array.itemsize
    for stride, size in sorted(zip(array.strides, array.shape, strict=True)):
        if size > 1:
            if stride != expected:
                return False
            expected *= size
    return True


def allow(op, tensor, others=(), *, overlapping=False, aliases=False):
    """Return True if the write of `op` has to be recorded. Raises RuntimeError if it is forbidden.

    overlapping: several elements may be one in memory. aliases: the others may share a part of their memory with it.
    """
    recorded = modes.recording() and bool(op.formulas) and any(t.requires_grad for t in (tensor, *others))
    inference = all(t._counter is _tensor.INFERENCE for t in (tensor, *others))  # these know nothing of recording
    check(tensor, recorded and not inference, overlapping)
    if not aliases:
        for other in others:
            if other is not tensor:
                check_overlap(tensor._data, other._data)
    return recorded


def write(op, tensor, others=(), arrays=None, *, recorded=None, **settings):
    """Overwrite the elements of `tensor` with what the row `op` computes from it and `others`, and return it.

    arrays: what to compute with in the place of the elements of these tensors. recorded: what `allow` returned, where
    it was asked before. Raises RuntimeError where PyTorch does:
    a forbidden write, or a result of another shape or of a type that does not fit in.
    """
    inputs = (tensor, *others)
    if recorded is None:
        recorded = allow(op, tensor, others)
    target = tensor._data
    data = np.asarray(op.forward(*(arrays or [t._data for t in inputs]), **settings))
    if data.shape != target.shape:
        raise RuntimeError(
            f"output with shape {list(target.shape)} doesn't match the broadcast shape {list(data.shape)}"
        )
    if data.dtype != target.dtype:
        have, want = dtypes.from_numpy(data.dtype), dtypes.from_numpy(target.dtype)
        if have.category > want.category:
            raise RuntimeError(f"result type {have.scalar} can't be cast to the desired output type {want.scalar}")
    if recorded:
        edges = op.edges(inputs)
        if op.saves("self", edges):
            inputs = (tensor.clone(), *others)  # the derivative needs the elements as they were
        node = op.record(edges, inputs, settings)
    if overlaps(target):  # what is not changed may not be written: it may be another name of what is
        changed = target != data
        target[changed] = data[changed]
    else:
        target[...] = data
    bump(tensor)
    if recorded:
        rebase(tensor, node)
        op.made(node, (tensor,))
    return tensor


def rebase(tensor, node):
    """Make `node` the history of `tensor`, and of its base if it is a view."""
    if not node._several:
        node._shape, node._dtype = tensor._data.shape, tensor._data.dtype
    view = tensor._view
    target = tensor if view is None else view.base
    old = edge_of(target) if target.requires_grad else UNTRACKED
    slices = node if view is None else CopySlices(target, tensor, node)
    target._edge = (slices, 0)
    if old is not UNTRACKED and old is not FLAG_ONLY and old[0]._hooks is not None:
        old[0]._hooks.move_retained(target, slices)
    if view is not None:
        edge_of(tensor)  # take the view's history anew, from the base


def viewing(function, numbers):
    """Make the method that turns the tensor itself into the view of it that `function` returns.

    numbers: those that PyTorch gives to the kinds of node that do this, by the number that `function`'s own have.
    """

    @functools.wraps(function)
    def method(self, *args, **kwargs):
        recorded = modes.recording() and self.requires_grad
        check(self, recorded, overlapping=True)
        try:
            result = function(self, *args, **kwargs)
        except RuntimeError as error:  # "t() expects a tensor with <= 2 dimensions": here it is t_()
            raise RuntimeError(str(error).replace("()", "_()", 1)) from None
        self._data = result._data
        edge = edge_of(result) if recorded else None
        bump(self)
        if recorded:
            node = edge[0]
            node.__class__ = _renamed(type(node), numbers)
            if self._view is not None:
                self._view.version = self._counter[0]
            self._set_edge(edge)
        return self

    return _named(method, function)


@functools.cache
def _renamed(kind, numbers):
    name, number = kind.__name__[:-1], int(kind.__name__[-1])
    return type(f"{name}{numbers[number]}", (kind,), {"__slots__": (), "__module__": kind.__module__})


def unary(function):
    """Make the method that writes the result of the elementwise `function` into the tensor."""

    def method(self):
        op = function.op
        if function.check is not None and self._data.dtype.kind != "f":
            function.check(self)
        floats = function.floats and self._data.dtype.kind != "f"
        return write(op, self, arrays=[self._data.astype(dtypes.default.numpy)] if floats else None)

    return _named(method, function)


def binary(function):
    """Make the method that writes the result of an arithmetic `function` of the tensor and another, or a number."""

    def method(self, other):
        given, other = other, _tensor.operand(self, other)
        if other is NotImplemented:
            return other
        recorded = allow(function.op, self, (other,))
        if function.check is not None:
            function.check(self, _tensor.wrap(np.array(given)) if isinstance(given, bool) else other)
        _tensor.check_broadcast(self, other)
        dtype = dtypes.promote(self, other)
        if function.floats and dtype.kind != "f":
            dtype = dtypes.default.numpy
        arrays = [t._data.astype(dtype, copy=False) for t in (self, other)]
        return write(function.op, self, (other,), arrays, recorded=recorded)

    return _named(method, function)


def _named(method, function):
    method.__name__ = method.__qualname__ = f"{function.__name__}_"
    method.__doc__ = f"In-place {function.__name__}: writes into this tensor and returns it."
    return method
