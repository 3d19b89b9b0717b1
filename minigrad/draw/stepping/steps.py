"""Running a backward pass while hooks write down what each node was given and what it returned.

Only what PyTorch documents is used, on both packages: `register_prehook` and `register_hook` of the nodes, leaves'
AccumulateGrad nodes among them. The hooks return nothing, so they change nothing, and they are taken away again when
the pass is over or has failed. What they keep is copies.
"""

import functools
import hashlib
import sys
import weakref
from dataclasses import dataclass, field

import numpy as np

from ... import _tensor
from ...graph import Node
from ..snapshot import Snapshot, is_dense, snapshot

DETAILS = 300  # nodes: of a larger graph, only the first and the last steps are kept, without saved tensors
ENDS = 10  # so many of each


@dataclass(eq=False)
class Vertex:
    """A node of the graph as plain data.

    children: for each input the node that its gradient goes to, as (place, which of that node's results), None where
    none is needed. outputs: the shapes of its results. names: of the leaf, or of the tensors that it made, by the
    number of the result, where known. value: of the leaf.
    """

    kind: str
    children: list = field(default_factory=list)
    outputs: list = field(default_factory=list)
    names: dict = field(default_factory=dict)
    leaf: bool = False
    value: Snapshot | None = None

    @property
    def name(self):
        """The name of the leaf or the only result, None if it is not known."""
        return self.names.get(0) if len(self.outputs) <= 1 else None


@dataclass(eq=False)
class Record:
    """One node that ran. place: of its Vertex. grads: the gradients of its results, None for one that got none.

    parts: for each result the gradients that arrived, as pairs (place of the node that sent it, Snapshot).
    inputs: the gradients that it returned. saved: what it had saved, by PyTorch's names; names: what the user calls
    some of that. before, after: the `.grad` of a leaf around it; counted: how often that has been added to, None if
    unknown.
    """

    place: int
    grads: list
    saved: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)
    parts: list = field(default_factory=list)
    inputs: list = field(default_factory=list)
    before: Snapshot | None = None
    after: Snapshot | None = None
    counted: int | None = None


class Recorder:
    """Records the backward pass from `loss`. names: dictionary from id(tensor) to (name, tensor).

    vertices: the graph; ran: the number of steps; records: the steps, of a large graph the first ones; last: the last
    ones of a large graph. captured: the .grad of tensors in `inputs` that are no leaves, as {place: (before, after)}.
    """

    def __init__(self, loss, names):
        self.root, self.root_output = root_of(loss)
        self.nodes, self.vertices = _walk(self.root)
        self.detailed = len(self.nodes) <= DETAILS
        self.records, self.last, self.ran, self.captured = [], [], 0, {}
        self._running, self._arrived, self._names = {}, {}, {}
        self._name(names)

    def run(self, loss, gradient, retain_graph, inputs):
        """Run `loss.backward(...)` and record it. What it raises is passed on."""
        watched = _inner(inputs)
        before = [snapshot(_grad_of(tensor)) for tensor in watched]
        places = {node: place for place, node in enumerate(self.nodes)} if watched else {}
        handles = []
        try:
            for place, node in enumerate(self.nodes):
                handles.append(node.register_prehook(functools.partial(self._before, place, node)))
                handles.append(node.register_hook(functools.partial(self._after, place, node)))
            options = {} if inputs is None else {"inputs": inputs}
            loss.backward(gradient, retain_graph=retain_graph, **options)
        finally:
            for handle in handles:
                handle.remove()
            self.nodes = self.root = None
            self._running, self._arrived, self._names = {}, {}, {}
        for tensor, old in zip(watched, before, strict=True):
            place = places.get(root_of(tensor)[0])
            if place is not None:
                self.captured[place] = (old, snapshot(tensor.grad))

    def _name(self, names):
        """Give vertices the names of the tensors that they stand for, and note where named tensors lie in memory."""
        places = {node: place for place, node in enumerate(self.nodes)}
        for name, tensor in names.values():
            try:
                node, number = root_of(tensor) if tensor.requires_grad else (None, 0)
            except RuntimeError:  # a view with a history that is forbidden: it is no part of this graph
                continue
            if node in places:
                self.vertices[places[node]].names.setdefault(number, name)
            if self.detailed and _memory(tensor) is not None:
                self._names.setdefault(_memory(tensor), name)

    def _before(self, place, node, grads):
        record = Record(place, [snapshot(grad) for grad in grads])
        if self.detailed:
            record.saved, record.names = _saved(node, self._names)
        if self.vertices[place].leaf:
            record.before, record.counted = snapshot(node.variable.grad), _times(node.variable)
        record.parts = [self._arrived.pop((place, number), []) for number in range(len(grads))]
        if place == 0 and self.ran == 0:  # nobody sent it: it is what the pass began with
            record.parts[self.root_output] = [(None, record.grads[self.root_output])]
        self._running[place] = record

    def _after(self, place, node, grad_inputs, grad_outputs):
        record = self._running.pop(place)
        if self.vertices[place].leaf:
            record.after = snapshot(node.variable.grad)
            record.counted = _count(node.variable, record.counted)
        record.inputs = [snapshot(grad) for grad in grad_inputs]
        for child, gradient in zip(self.vertices[place].children, record.inputs, strict=False):
            if child is not None and gradient is not None:
                self._arrived.setdefault(child, []).append((place, gradient))
        self.ran += 1
        if self.detailed or len(self.records) < ENDS:
            self.records.append(record)
        else:
            self.last = [*self.last[1 - ENDS :], record]


def root_of(tensor):
    """Return (node, which of its results) that the gradient of `tensor` goes to."""
    graph = _library(tensor).autograd.graph
    return tuple(graph.get_gradient_edge(tensor))[:2]


def _library(tensor):
    return sys.modules["minigrad" if isinstance(tensor, _tensor.Tensor) else "torch"]


def _walk(root):
    """Return (nodes, their vertices), each node before those that it is first reached from, without recursion."""
    nodes, places, vertices, stack = [root], {root: 0}, [_vertex(root)], [(0, iter(root.next_functions))]
    while stack:
        place, edges = stack[-1]
        function, number = next(edges, (False, 0))
        if function is False:
            stack.pop()
            continue
        if function is not None and function not in places:
            places[function] = len(nodes)
            nodes.append(function)
            vertices.append(_vertex(function))
            stack.append((places[function], iter(function.next_functions)))
        vertices[place].children.append(None if function is None else (places[function], number))
    return nodes, vertices


def _vertex(node):
    vertex = Vertex(type(node).__name__, leaf=type(node).__name__ == "AccumulateGrad")
    if isinstance(node, Node):
        vertex.outputs = [tuple(shape) for shape in (node._shape if node._several else [node._shape])]
    else:
        vertex.outputs = [tuple(one.shape) for one in node._input_metadata]
    if vertex.leaf:
        vertex.value = snapshot(node.variable)
    return vertex


def _saved(node, known):
    """Return (what `node` saved: Snapshots, numbers and tuples by name; the names of those that are `known`).

    Tensors behind hooks for saved tensors are left alone: to look at one would run the hook once more.
    """
    found, names = {}, {}
    packed = [saved for saved in getattr(node, "_saved", None) or () if type(saved).__name__ == "Packed"]
    for attribute in dir(node):
        if not attribute.startswith("_saved_") or packed:
            continue
        name = attribute.removeprefix("_saved_")
        raw = getattr(node, f"_raw{attribute}", None)
        if any(getattr(one, "unpack_hook", None) is not None for one in (raw if isinstance(raw, tuple) else (raw,))):
            continue
        try:
            value = getattr(node, attribute)
        except RuntimeError:  # freed or overwritten: the pass itself will complain, if it needs it
            continue
        found[name] = _plain(value)
        if hasattr(value, "data_ptr") and _memory(value) in known:
            names[name] = known[_memory(value)]
    settings = getattr(node, "_settings", None)
    if settings and "shapes" in settings:  # minigrad's cat and stack
        found |= {"dim": settings["dim"], "shapes": tuple(settings["shapes"])}
    return found, names


def _plain(value):
    if hasattr(value, "detach") or isinstance(value, np.ndarray):
        return snapshot(value)
    if isinstance(value, tuple | list):
        return tuple(_plain(item) for item in value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 2**63:
        return value - 2**64  # PyTorch shows negative numbers so
    return value


def _memory(tensor):
    """Return where in memory a tensor lies, None if nowhere, or in several places."""
    if not is_dense(tensor) or not tensor.numel():
        return None
    return tensor.data_ptr(), tuple(tensor.shape), tuple(tensor.stride())


def _inner(inputs):
    """Return the tensors among `inputs` that are no leaves."""
    listed = () if inputs is None else (inputs,) if hasattr(inputs, "grad_fn") else inputs
    return [tensor for tensor in listed if tensor.grad_fn is not None]


def _grad_of(tensor):
    return tensor.grad if tensor.retains_grad else None


# How often a .grad was added to. Nobody counts it, so it is known as long as all who add are passes recorded here: the
# .grad is empty, or what the last of them has left.

_left = {}  # id(leaf) -> (weak reference to it, digest of the .grad that was left, how often it was added to)


def _times(leaf):
    """Return how often `leaf.grad` has been added to since it was empty or zero, None if that is not known."""
    if leaf.grad is None:
        return 0
    reference, digest, times = _left.get(id(leaf), (None, None, None))
    if reference is not None and reference() is leaf and _digest(leaf.grad) == digest:
        return times
    return None if leaf.grad.any() else 0


def _count(leaf, times):
    """Note that `leaf.grad` was added to once more, and return how often that is now."""
    if times is None or leaf.grad is None:
        return None
    key = id(leaf)
    _left[key] = (weakref.ref(leaf, lambda _: _left.pop(key, None)), _digest(leaf.grad), times + 1)
    return times + 1


def _digest(tensor):
    seen = snapshot(tensor)
    if seen.array is None:  # a large one: by its sum, in full precision
        return repr(tensor.detach().sum().item())
    return hashlib.sha256(np.ascontiguousarray(seen.array).tobytes()).hexdigest()
