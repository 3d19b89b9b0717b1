"""The graph that autograd records, and the backward pass over it.

Every recorded operation is a `Node`. A node knows the nodes that made its inputs (`next_functions`) and what it saved
for its derivative. It does not know its result: nothing refers forward, so a graph is freed as soon as the last tensor
that it belongs to goes.
"""

import heapq
import itertools
import math
import re
import sys
import weakref

import numpy as np

from . import _tensor, modes

# An operation can only use results that exist already. So with numbers that fall, each node has a lower one than the
# nodes it passes gradient to, and backward can go through the nodes in the order of their numbers.
numbers = itertools.count(0, -1)

UNTRACKED = (None, 0)  # the edge of a tensor that needs no gradient
FLAG_ONLY = tuple([None, 0])  # of a view whose base requires grad, but which itself leads nowhere (another object)


class Node:
    """One recorded operation. `apply` turns the gradient of its result into the gradients of its inputs.

    next_functions: for every input the pair (node that made it, which of that node's results it is); the node is None
    where no gradient is needed. The underscored slots: the creation number, the saved Tensors and the versions that
    they must still have, the operation's settings, the shape and the dtype of the result (of several: lists), hooks.
    """

    __slots__ = (
        "__weakref__", "_dtype", "_hooks", "_number", "_saved", "_settings", "_shape", "_versions", "next_functions",
    )  # fmt: skip
    _several = False  # True where several results are given their gradients as a list
    _gives_all = False  # True where `apply` also returns the gradients that nobody asked for

    def apply(self, grad):
        """Return the gradient for every input, None where none is needed.

        grad: the gradient of the result (for several results a list, with None for those that got none): ndarrays,
        or Tensors when the backward pass itself is recorded. Raises RuntimeError if what was saved has been freed or
        overwritten.
        """
        raise NotImplementedError

    def run_undefined(self, grad):
        """As `apply`, where no result has a gradient: `grad` is None, or a list of None."""
        return [None] * len(self.next_functions)

    def release(self):
        """Free what was saved. A node that saved nothing can be run again, as in PyTorch."""
        if self._saved:
            self._saved = None

    def name(self):
        """Return PyTorch's name for this kind of node, such as "MulBackward0"."""
        return type(self).__name__

    def __call__(self, *grads):
        """Run this node alone on Tensors (None: no gradient), outside of any backward pass, and return its gradients.

        As in PyTorch, what was saved is kept, and the computation itself is recorded where recording is on.
        """
        expected = len(self._shape) if self._several else 1
        if len(grads) != expected:
            raise TypeError(f"expected {expected} arguments, got {len(grads)} instead")
        with np.errstate(all="ignore"):
            gradients = tuple(self.apply(list(grads) if self._several else grads[0]))
        return gradients[0] if len(gradients) == 1 else gradients

    def register_hook(self, hook):
        """Call `hook(grad_inputs, grad_outputs)` after each run; what it returns replaces the inputs' gradients."""
        return self._hook_lists().after.add(hook)

    def register_prehook(self, hook):
        """Call `hook(grad_outputs)` before each run; what it returns replaces the gradients of the results."""
        return self._hook_lists().before.add(hook)

    def _hook_lists(self):
        if self._hooks is None:
            self._hooks = NodeHooks()
        return self._hooks

    @property
    def metadata(self):
        """A dictionary for whatever users want to keep with the node."""
        return self._hook_lists().metadata

    def __repr__(self):
        return f"<{type(self).__name__} object at {id(self):#x}>"

    def __eq__(self, other):
        return self is other

    __hash__ = object.__hash__


class AccumulateGrad(Node):
    """The end of a path: adds the gradient that arrives to the `.grad` of its leaf, `variable`."""

    __slots__ = ("variable",)

    def __init__(self, variable):
        self.variable = variable
        self._number = next(numbers)
        self._shape, self._dtype = variable._data.shape, variable._data.dtype
        self._saved = self._hooks = None
        self.next_functions = ()

    def name(self):
        return "torch::autograd::AccumulateGrad"

    def apply(self, grad):
        self.accumulate(grad, False)
        return ()

    def accumulate(self, grad, owned):
        """Add `grad`. owned: nobody else has this array, so the leaf may keep it."""
        leaf = self.variable
        if (leaf._edge or UNTRACKED)[0] is not None or (leaf._view is not None and leaf.grad_fn is not None):
            raise RuntimeError("leaf variable has been moved into the graph interior")
        if not leaf.requires_grad:  # switched off after the graph was recorded
            self.run_post_hooks()
            return
        meta = leaf._autograd
        old = meta.grad
        if type(grad) is np.ndarray or isinstance(grad, np.generic):
            if old is None:
                # Laid out as the leaf is, so that the update of the optimizer runs through both in the same order.
                if owned and grad.strides == leaf._data.strides and grad.flags.writeable:  # not a broadcast scalar
                    meta.grad = _tensor.wrap(grad)
                else:
                    meta.grad = _tensor.wrap(_copy_like(grad, leaf._data))
                    if meta.grad._counter is not _tensor.INFERENCE:
                        meta.grad._counter[0] = 1  # PyTorch fills a new tensor by copy_
            else:  # in place, whatever the gradient is used for elsewhere
                old._data += grad
                bump(old)
        elif old is not None:
            meta.grad = old + grad
        else:
            meta.grad = _recorded_copy(grad, leaf) if modes.recording() else grad.detach()
        if meta.post_hooks:
            self.run_post_hooks()

    def run_post_hooks(self):
        leaf = self.variable
        for hook in list((leaf._autograd.post_hooks or {}).values()):
            if hook(leaf) is not None:
                raise RuntimeError("Tensor post accumulate grad hooks should return None.")


def _copy_like(grad, data):
    copy = np.empty_like(data)
    copy[...] = grad
    return copy


def _recorded_copy(grad, leaf):
    """Return a copy laid out as the leaf is. PyTorch makes an empty tensor and writes into it."""
    from .ops.writing import copy_

    return copy_(_tensor.wrap(np.empty_like(leaf._data)), grad)


def bump(tensor):
    """Raise the version of the storage of `tensor`, which was written to. As in PyTorch, it is here that an inference
    tensor complains, too late."""
    counter = tensor._counter
    if counter:
        list.__setitem__(counter, 0, list.__getitem__(counter, 0) + 1)
    elif not modes._state.inference:  # the counter of inference tensors is empty
        raise RuntimeError(
            "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a "
            "normal tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details."
        )


def accumulator(leaf):
    """Return the one AccumulateGrad node of a leaf. Held weakly: it holds the leaf, and graphs hold it."""
    meta = leaf._autograd
    node = meta.accumulator() if meta.accumulator is not None else None
    if node is None:
        node = AccumulateGrad(leaf)
        meta.accumulator = weakref.ref(node)
        if meta.hooks:
            node._hook_lists().leaf = meta
    return node


def edge_of(tensor):
    """Return the edge that the gradient of `tensor` takes: (node, which of its results)."""
    edge = tensor._edge
    if edge is not None:
        return edge
    view = tensor._view
    if view is not None:
        edge = view.current_edge(tensor)
        if edge is not None:
            return edge
        if tensor._autograd is None or not tensor._autograd.requires_grad:
            return FLAG_ONLY if view.base.requires_grad else UNTRACKED
    reference = tensor._autograd.accumulator
    return ((reference is not None and reference()) or accumulator(tensor), 0)


def edge_to_record(tensor, other=None):
    """As `edge_of`, for an operation of one or two that is being recorded: tensors of inference mode know of no graph.

    Beside another tensor, or a number, one of them does take part."""
    alone = tensor._counter is _tensor.INFERENCE and (
        other is None or getattr(other, "_counter", None) is tensor._counter
    )
    return UNTRACKED if alone else edge_of(tensor)


# Hooks


class HookList(dict):
    """Functions by number, in the order of their registration."""

    __slots__ = ("__weakref__",)
    _ids = itertools.count()
    used = False  # before there is any hook, nobody sees in which order the leaves get their gradients

    def add(self, hook, prepend=False):
        HookList.used = True
        key = next(self._ids)
        later = list(self.items()) if prepend else ()
        if prepend:
            self.clear()
        self[key] = hook
        self.update(later)
        return RemovableHandle(self, key)


class RemovableHandle:
    """Takes a hook away again: by `remove()`, or at the end of a `with` block."""

    def __init__(self, hooks, key=None):
        self._hooks = weakref.ref(hooks)
        self.id = key

    def remove(self):
        hooks = self._hooks()
        if hooks is not None:
            hooks.pop(self.id, None)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()


class NodeHooks:
    """What may be hung on a node. `tensor`: hook lists by the number of the result that they are of; `retain`: weak
    references to those whose `.grad` is to be kept; `leaf`: the leaf whose own hooks run, for AccumulateGrad."""

    __slots__ = ("after", "before", "leaf", "metadata", "retain", "tensor")

    def __init__(self):
        self.tensor, self.before, self.after = {}, HookList(), HookList()
        self.retain, self.metadata, self.leaf = {}, {}, None

    def move_retained(self, tensor, node):
        """Let `node`, the new history of `tensor`, keep its gradient in the place of the old one."""
        for number, reference in list(self.retain.items()):
            if reference() is tensor:
                del self.retain[number]
                node._hook_lists().retain[0] = reference

    def run_tensor_hooks(self, node, grad):
        """Run the hooks of the tensors that `node` made, then keep retained gradients. Return the new `grad`."""
        if not (self.tensor or self.retain or self.leaf):
            return grad
        grads = list(grad) if node._several else [grad]
        as_tensors = any(isinstance(g, _tensor.Tensor) for g in grads)
        wrapped = [_tensor.as_tensor(g) for g in grads]
        lists = self.tensor if self.leaf is None else {0: self.leaf.hooks}
        for number, hooks in list(lists.items()):
            for hook in list(hooks.values()):
                changed = hook(wrapped[number])  # None if one of several results got no gradient
                if changed is not None:
                    wrapped[number] = _checked(hook, changed, wrapped[number])
        for number, reference in self.retain.items():
            if (tensor := reference()) is not None and wrapped[number] is not None:
                _retain(tensor, wrapped[number])
        wrapped = wrapped if as_tensors else [None if g is None else g._data for g in wrapped]
        return wrapped if node._several else wrapped[0]

    def run_before(self, node, grad):
        """Run the hooks that `node` itself has for the time before it runs. Return the new `grad`."""
        if not self.before:
            return grad
        grads = list(grad) if node._several else [grad]
        as_tensors = any(isinstance(g, _tensor.Tensor) for g in grads)
        wrapped = [_tensor.as_tensor(g) for g in grads]
        for hook in list(self.before.values()):
            wrapped = _all_checked(hook, hook(tuple(wrapped)), wrapped)
        if not as_tensors:
            wrapped = [None if g is None else g._data for g in wrapped]
        return wrapped if node._several else wrapped[0]

    def run_both(self, node, grad, owned):
        """Run all hooks that come before `node`. Return the new `grad`, and whether nobody else has it."""
        references = sys.getrefcount(grad)
        new = self.run_before(node, self.run_tensor_hooks(node, grad))
        if type(node) is not AccumulateGrad or type(new) is not np.ndarray:
            owned = False
        elif new is grad:
            owned = owned and sys.getrefcount(new) == references + 1  # the name `new`
        else:
            owned = new.base is None and sys.getrefcount(new) == 2
        return new, owned

    def run_after(self, grad_inputs, grad_outputs):
        outputs = grad_outputs if isinstance(grad_outputs, list) else [grad_outputs]
        outputs = tuple(_tensor.as_tensor(g) for g in outputs)
        as_tensors = any(isinstance(g, _tensor.Tensor) for g in grad_inputs)
        inputs = tuple(_tensor.as_tensor(g) for g in grad_inputs)
        for hook in list(self.after.values()):
            inputs = tuple(_all_checked(hook, hook(inputs, outputs), inputs))
        return list(inputs) if as_tensors else [None if g is None else g._data for g in inputs]


def _all_checked(hook, changed, grads):
    """Return what the hook of a node returned, or the old gradients if it was None. Raises for an unfit result."""
    if changed is None:
        return grads
    if not isinstance(changed, tuple):
        raise TypeError(f"expected tuple, but hook returned '{type(changed).__name__}'")
    if len(changed) != len(grads):
        raise RuntimeError(
            f"hook '{_hook_name(hook)}' has returned an incorrect number of values (got {len(changed)}, but expected "
            f"{len(grads)})"
        )
    return [_checked(hook, result, grad) for result, grad in zip(changed, grads, strict=True)]


def _checked(hook, result, grad):
    """Return what a hook puts in the place of a gradient. Raises for an unfit one."""
    if result is None:
        return None
    if grad is None:
        raise RuntimeError("can't replace a None gradient with a non-None value")
    if not isinstance(result, _tensor.Tensor):
        raise TypeError(f"expected Variable, but hook returned '{type(result).__name__}'")
    if result.dtype is not grad.dtype:
        types = f"was {grad.dtype.type_name} got {result.dtype.type_name}"
        raise RuntimeError(f"hook '{_hook_name(hook)}' has changed the type of value ({types})")
    if result.shape != grad.shape:
        raise RuntimeError(f"hook '{_hook_name(hook)}' has changed the size of value")
    return result


def _hook_name(hook):
    return getattr(hook, "__name__", "<unknown>")


def _retain(tensor, grad):
    meta = tensor._autograd
    if meta.grad is None:
        meta.grad = grad.clone() if modes.recording() else grad.detach().clone()
    else:
        meta.grad = meta.grad + grad


# The backward pass


def fit(grad, shape, dtype):
    """Sum `grad` over the dimensions that broadcasting added or stretched, and cast it, so that it fits its input.

    Raises RuntimeError for a gradient that cannot be the gradient of a tensor of that shape.
    """
    if grad.shape != shape:
        grad = sum_to(grad, shape)
    have = grad.dtype if not isinstance(grad, _tensor.Tensor) else grad._data.dtype
    if have == dtype:
        return grad
    return grad.astype(dtype) if not isinstance(grad, _tensor.Tensor) else _tensor.cast(grad, dtype)


def sum_to(grad, shape):
    extra = len(grad.shape) - len(shape)
    if extra > 0 and grad.shape[extra:] == shape:
        return grad.sum(axis=tuple(range(extra)))
    stretched = tuple(
        extra + k for k, size in enumerate(shape) if size == 1 and extra >= 0 and grad.shape[extra + k] != 1
    )
    if extra < 0 or any(grad.shape[extra + k] != s for k, s in enumerate(shape) if s != 1):
        raise RuntimeError(f"gradient of shape {list(grad.shape)} for a tensor of shape {list(shape)}")
    axes = (*range(extra), *stretched)
    if axes:
        grad = grad.sum(axis=axes)
    return grad if grad.shape == shape else grad.reshape(shape)


def reached_nodes(roots):
    """Return the nodes that `roots` (nodes) lead to, all of them included."""
    reached = set(roots)
    stack = list(reached)
    while stack:
        for function, _ in stack.pop().next_functions:
            if function is not None and function not in reached:
                reached.add(function)
                stack.append(function)
    return reached


def needed_nodes(roots, targets):
    """Return the nodes on a path from one of `roots` to one of `targets` (nodes), all of them included."""
    needed = set()
    for node in sorted(reached_nodes(roots), key=lambda node: node._number, reverse=True):  # the oldest first
        if node in targets or any(function in needed for function, _ in node.next_functions):
            needed.add(node)
    return needed


def leaves_first(roots):
    """Number the accumulators that `roots` lead to so that each runs right after the last node that it waits for.

    Returns the pairs (accumulator, its number before).
    """
    stack = [function for function, _ in roots]
    seen, turns = set(stack), {}
    while stack:
        node = stack.pop()
        edges = node.next_functions
        for place, (function, _) in enumerate(edges, 1):
            if type(function) is AccumulateGrad:
                turns[function] = max(turns.get(function, -math.inf), node._number + place / (len(edges) + 1))
            elif function is not None and function not in seen:
                seen.add(function)
                stack.append(function)
    newest = min(function._number for function, _ in roots)
    for place, (function, _) in enumerate(roots, 1):
        if type(function) is AccumulateGrad:  # it waits for nothing
            turns.setdefault(function, newest - 1 + place / (len(roots) + 1))
    before = [(function, function._number) for function in turns]
    for function, turn in turns.items():
        function._number = turn
    return before


def run_backward(roots, grads, retain_graph, create_graph, captures=None, accumulate=True):
    """Send gradients from the edges `roots` to every leaf that they depend on.

    grads: for every root an ndarray, or a Tensor if create_graph. captures: None, or a dictionary from edges to lists:
    then only these edges are worked for, and the gradient that arrives at each is put into its list; leaves among them
    keep their own .grad unless `accumulate`. Nodes run in the order of their numbers, the newest first, so that a
    node's gradient is complete when its turn comes; there is no recursion, and the depth of the graph does not matter.
    """
    moved = leaves_first(roots) if HookList.used else ()
    with np.errstate(all="ignore"), modes.backward_for(captures, create_graph, roots, accumulate):
        needed = None
        if captures is not None:
            targets = {function for function, _ in captures}
            needed = needed_nodes([function for function, _ in roots], targets)
            by_node = {}
            for (function, number), found in captures.items():
                by_node.setdefault(function, []).append((number, found))
        pending, waiting = {}, []
        for (function, number), grad in zip(roots, grads, strict=True):
            _add(pending, waiting, function, number, grad, False)
        anomaly = modes.anomaly
        pop = heapq.heappop
        node = None  # else the node whose turn it is, which need not wait: most often the one that was just sent to
        try:
            while node is not None or waiting:
                if node is None:
                    node, grad, owned = pending.pop(pop(waiting))
                    if owned is None:
                        here = () if needed is None else by_node.get(node, ())
                        run_undefined(node, grad, pending, waiting, needed, here, accumulate and here, retain_graph)
                        node = None
                        continue
                hooks = node._hooks
                if needed is not None:  # some nodes only have their gradient taken
                    here = by_node.get(node, ())
                    runs = (accumulate and here) or any(function in needed for function, _ in node.next_functions)
                    if not runs and hooks is not None:
                        grad = hooks.run_tensor_hooks(node, grad)
                    for number, found in here:  # as PyTorch: of a node that runs, before its hooks
                        found.append(grad[number] if node._several else grad)
                    owned = False
                    if not runs:
                        node = None
                        continue
                if hooks is not None:
                    grad, owned = hooks.run_both(node, grad, owned)
                if type(node) is AccumulateGrad:
                    node.accumulate(grad, owned)
                    if hooks is not None:
                        hooks.run_after([], grad)
                    node = None
                    continue
                gradients = node.apply(grad) if anomaly is None else anomaly.run(node, grad)
                if hooks is not None and hooks.after:
                    if needed is not None and not node._gives_all:
                        gradients = [g if f in needed else None for g, (f, _) in zip(gradients, node.next_functions)]  # noqa: B905
                    gradients = hooks.run_after(gradients, grad)
                if anomaly is not None:
                    anomaly(node, gradients)
                if not retain_graph:
                    node.release()
                edges = node.next_functions
                # A new array belongs to whom it is sent to. The incoming one is passed on only where there is one edge.
                alone = owned and len(edges) == 1
                own_new = (hooks is None or not hooks.after) and not create_graph
                node = next_grad = next_owned = None
                for (function, number), gradient in zip(edges, gradients):  # noqa: B905 (the lengths were checked)
                    if function is None or (needed is not None and function not in needed):
                        continue
                    if gradient is None:
                        if function is not node:
                            _add_undefined(pending, waiting, function)
                        continue
                    fresh = alone or (
                        own_new and gradient is not grad and (gradient.base is None or _is_only_view(gradient))
                    )
                    if function is node:
                        next_grad, next_owned = next_grad + gradient, True
                    elif node is None and not function._several and (not waiting or function._number < waiting[0]):
                        node, next_grad, next_owned = function, gradient, fresh  # newer than all that waits
                    else:
                        _add(pending, waiting, function, number, gradient, fresh)
                if node is not None:
                    grad, owned = next_grad, next_owned
                    if waiting and waiting[0] < node._number:
                        _add(pending, waiting, node, 0, grad, owned)
                        node = None
        except BaseException:
            settle(pending, node, (lambda leaf: accumulate and leaf in by_node) if needed is not None else None)
            raise
        finally:
            for function, number in moved:
                function._number = number


def run_undefined(node, grad, pending, waiting, needed, here, accumulates, retain_graph):
    """Give `node` its turn though all that came to it is None: as in PyTorch hooks run, and Functions, which may turn
    it into zeros. What other nodes send on is None again.

    here: the (result number, list) of what is asked for at this node; accumulates: it is a leaf that keeps its .grad.
    """
    hooks = node._hooks
    runs = needed is None or accumulates or any(function in needed for function, _ in node.next_functions)
    for _, found in here if runs else ():
        found.append(None)
    if hooks is not None:
        grad = hooks.run_tensor_hooks(node, grad)
        if runs:
            hooks.run_before(node, grad)
    for _, found in here if not runs else ():
        found.append(None)
    if not runs:
        return
    if isinstance(node, AccumulateGrad):
        node.run_post_hooks()
        gradients = []
    else:
        run = node.run_undefined
        gradients = run(grad) if modes.anomaly is None else modes.anomaly.run(node, grad, run)
    if hooks is not None and hooks.after:
        gradients = hooks.run_after(gradients, grad)
    if not retain_graph:
        node.release()
    for (function, number), gradient in zip(node.next_functions, gradients):  # noqa: B905
        if function is None or (needed is not None and function not in needed):
            continue
        if gradient is None:
            _add_undefined(pending, waiting, function)
        else:
            gradient = _tensor.as_tensor(gradient) if modes._state.backward.recorded else gradient
            _add(pending, waiting, function, number, gradient, False)


def settle(pending, failed, wanted):
    """After an error in the node `failed`, let the leaves keep what is complete: PyTorch has added that already.

    wanted: None, or whether an accumulator is to run at all.
    """
    stack = [function for function, _, _ in pending.values() if type(function) is not AccumulateGrad]
    stack += [failed] if failed is not None else []
    reached = set(stack)
    while stack:
        for function, _ in stack.pop().next_functions:
            if function is not None and function not in reached:
                reached.add(function)
                stack.append(function)
    for _, (function, grad, _) in sorted(pending.items()):
        if grad is not None and function not in reached and (wanted is None or wanted(function)):
            function.accumulate(grad, False)


def _is_only_view(array):
    """True for a view, such as a transposed product, of memory that nothing else refers to."""
    return _references(array) == _ALONE and array.flags.writeable


def _references(array):
    base = array.base
    return sys.getrefcount(base)


_ALONE = _references(np.empty(1)[:])  # Python's versions count differently


def _add(pending, waiting, function, number, gradient, owned):
    """Add `gradient` to what is waiting for `function`. owned: nobody else has this array."""
    key = function._number
    entry = pending.get(key)
    if function._several:
        if entry is None:
            heapq.heappush(waiting, key)
            entry = pending[key] = [function, [None] * len(function._shape), False]
        old = entry[1][number]
        entry[1][number] = gradient if old is None else old + gradient
        entry[2] = False
    elif entry is None:
        heapq.heappush(waiting, key)
        pending[key] = [function, gradient, owned]
    else:
        old = entry[1]
        if entry[2] and type(old) is np.ndarray and old.size > 1000 and 0 not in old.strides:  # not a broadcast one
            old += gradient  # in place is slower for small arrays
        elif old is None:
            entry[1], entry[2] = gradient, owned
        else:
            entry[1] = old + gradient
            entry[2] = True


def _add_undefined(pending, waiting, function):
    """Let `function` have its turn, though no gradient was sent to it."""
    key = function._number
    if key not in pending:
        heapq.heappush(waiting, key)
        pending[key] = [function, [None] * len(function._shape) if function._several else None, None]


SECOND_TIME = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been "
    "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
    "after calling backward."
)


DETACHED = (
    "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_().This is not supported, please "
    "use out-of-place `.detach()` instead"
)


def overwritten(tensor, version, of_result=False):
    """Return the error for a saved tensor that has another version than the one that was saved.

    of_result: it is a result of the node that saved it. PyTorch says of all others that they are output 0.
    """
    from .dtypes import from_numpy

    kind = from_numpy(tensor._data.dtype).type_name.replace("torch.BoolTensor", "CPUBoolType")
    function, number = edge_of(tensor)
    which = ""
    if function is not None and type(function) is not AccumulateGrad:
        which = f", which is output {number if of_result else 0} of {message_name(function)},"
    hint = (
        "the backtrace further above shows the operation that failed to compute its gradient. The variable in question "
        "was changed in there or anywhere later. Good luck!"
        if modes.anomaly is not None
        else "enable anomaly detection to find the operation that failed to compute its gradient, with "
        "torch.autograd.set_detect_anomaly(True, check_nan=False)."
    )
    return RuntimeError(
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"[{kind} {list(tensor._data.shape)}]{which} is at version "
        f"{tensor._counter[0]}; expected version {version} instead. Hint: {hint}"
    )


def unfit(node, number, gradient, shape):
    """Return the error for a gradient that cannot be that of input `number` of `node`, which has this shape."""
    return RuntimeError(
        f"Function {node.name()} returned an invalid gradient at index {number} - got {list(gradient.shape)} but "
        f"expected shape compatible with {list(shape)}"
    )


def message_name(node):
    """Return what PyTorch's messages call a node: without the "Backward0" of its class name."""
    name = node.name()
    return name if name.startswith("torch::") else re.sub("Backward(?:0$|(?=[1-9]?$))", "", name)
