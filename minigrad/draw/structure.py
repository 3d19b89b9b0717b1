"""From tensors to the boxes and arrows of their graph.

Only what minigrad and PyTorch have in common is used: `grad_fn`, `next_functions`, `variable`, `_saved_...`.
"""

from .picture import Arrow, Box, shorten
from .snapshot import snapshot

UNTRACKED = ("no gradient",)
FREED = "(freed by backward)"


def walk(roots):
    """Return {node: its next_functions} for all nodes that can be reached, in the order of a walk in depth.

    The nodes are held by what is returned: as long as it lives, PyTorch gives the same objects for the same nodes.
    """
    # PyTorch 2.13 overflows the stack when it frees a chain of 100,000 nodes that Python has looked at, in this way or
    # another. Shorter ones are freed as ever, and so are minigrad's.
    found = {}
    stack = list(reversed(roots))
    while stack:
        function = stack.pop()
        if function not in found:
            found[function] = edges = function.next_functions
            stack += [child for child, _ in edges[::-1] if child is not None and child not in found]
    return found


class Recording:
    """A graph as plain data; box number k has the id f"n{k}".

    kinds, lines: of the boxes. arrows: (tail, head, kind, label), for each head in the order of its inputs.
    results: numbers of the boxes that the graph ends in. made: {number of an operation's box: when it was recorded}, a
    number that only orders them. paths: {number of a leaf's box: the name of that parameter in its module}; modules: as
    in Names.
    """

    def __init__(self, modules=()):
        self.kinds, self.lines, self.arrows, self.results = [], [], [], []
        self.made, self.paths, self.modules = {}, {}, dict(modules)

    def add(self, kind, lines):
        self.kinds.append(kind)
        self.lines.append(lines)
        return len(self.kinds) - 1

    def box(self, k):
        return Box(f"n{k}", self.kinds[k], self.lines[k])

    def picture(self):
        """Return (boxes, arrows, result): the whole graph. result: an id, for several results a tuple of ids."""
        boxes = [Box(f"n{k}", *both) for k, both in enumerate(zip(self.kinds, self.lines, strict=True))]
        arrows = [Arrow(f"n{tail}", f"n{head}", kind, label) for tail, head, kind, label in self.arrows]
        return boxes, arrows, self.result

    @property
    def result(self):
        ids = tuple(f"n{k}" for k in self.results)
        return ids[0] if len(ids) == 1 else ids


def record(variables, names, show_attrs=False, show_saved=False, max_attr_chars=50, show_grad=False):
    """Return the Recording of the graph behind the tensors `variables`.

    names: Names. Tensors that the user named and that the graph does not contain get a box of their own, without
    arrows: that they are not connected is what there is to see.
    """
    builder = _Builder(names, show_attrs, show_saved, max_attr_chars, show_grad)
    builder.graph(variables)
    if names.given:
        builder.bystanders()
    return builder.recording


class _Builder:
    def __init__(self, names, show_attrs, show_saved, max_attr_chars, show_grad):
        self.names, self.show_grad = names.tensors, show_grad
        self.show_attrs, self.show_saved, self.max_attr_chars = show_attrs, show_saved, max(max_attr_chars, 3)
        self.recording = Recording(names.modules)
        self.add, self.arrows = self.recording.add, self.recording.arrows
        self.leaves = {}  # id of a leaf -> number of its box
        self.shown = set()  # ids of the other tensors that are to be seen in the graph
        self.types = {}  # type of a node -> (lines, whether it ends at a leaf, whether it is of a custom Function)

    def graph(self, variables):
        roots, bases = {}, {}
        for var in variables:
            self.root(var, roots)
            base = var._base if var._is_view() else None
            if base is not None and id(base) not in bases:
                bases[id(base)] = base
                self.root(base, roots)
        ends = []  # (box, tensor): the tensors that the graph ends in
        for var in {id(var): var for var in variables}.values():
            if var.grad_fn is None:
                end = self.leaf(var)
            else:
                end = self.add("result", (self.name(var, "result"), _kind_of(var)))
                self.shown.add(id(var))
            self.recording.results.append(end)
            ends.append((end, var))
        found = walk(list(roots))
        labels = self.labels(found)
        place = {function: self.node(function, labels) for function in found}
        for box, var in ends:
            if var.grad_fn is not None:
                self.arrows.append((place[var.grad_fn], box, "flow", self.output(var)))
        self.inputs(found, place)
        for box, var in ends:
            if var._is_view():
                self.arrows.append((self.base(var._base, place), box, "shares", ""))

    def root(self, tensor, roots):
        if tensor.grad_fn is not None:
            roots[tensor.grad_fn] = None

    def labels(self, found):
        """Return {node: [(name, tensor)]}: the named tensors that the nodes made."""
        labels = {}
        for name, tensor in self.names.values():
            if id(tensor) not in self.shown and _requires_grad(tensor):
                function = _grad_fn(tensor)
                if function in found:
                    labels.setdefault(function, []).append((name, tensor))
                    self.shown.add(id(tensor))
        return labels

    def node(self, function, labels):
        """Add the box of a node, and return its number."""
        kind = type(function)
        if kind not in self.types:
            self.types[kind] = ((kind.__name__,), hasattr(kind, "variable"), hasattr(kind, "saved_tensors"))
        lines, is_leaf, is_custom = self.types[kind]
        if is_leaf:
            return self.leaf(function.variable)
        if function in labels:
            lines = (*lines, *(self.label(name, tensor) for name, tensor in labels[function]))
        if not (self.show_attrs or self.show_saved or is_custom):
            box = self.add("operation", lines)
        else:
            box = self.with_saved(function, lines, is_custom)
        self.recording.made[box] = function._sequence_nr() if hasattr(kind, "_sequence_nr") else -function._number
        return box

    def with_saved(self, function, lines, is_custom):
        saved = [(name.removeprefix("_saved_"), name) for name in dir(function) if name.startswith("_saved_")]
        if self.show_attrs:
            for name, attribute in saved:
                lines += (f"{name}: {shorten(_described(_read(function, attribute)), self.max_attr_chars)}",)
        head = self.add("operation", lines)
        shown = saved if self.show_saved else []
        if is_custom:  # what a custom Function keeps is shown in any case, as by torchviz
            shown = [*shown, ("tensors", "saved_tensors")]
        for name, attribute in shown:
            value = _read(function, attribute)
            values = {name: value}
            if isinstance(value, tuple | list):
                values = {f"{name}[{k}]": element for k, element in enumerate(value)}
            elif value is FREED or (is_custom and not _is_tensor(value)):
                self.arrows.append((self.add("saved", (f"saved {name}", str(value))), head, "saved", ""))
            for label, tensor in values.items():
                if _is_tensor(tensor):
                    self.arrows.append((self.add("saved", (f"saved {label}", _shape(tensor))), head, "saved", ""))
        return head

    def inputs(self, found, place):
        """Add the arrows between the nodes. Where a node's results are several, they say which."""
        several = {child for edges in found.values() for child, output in edges if output}
        arrows, untracked = self.arrows, self.recording.add
        for function, edges in found.items():
            head = place[function]
            for child, output in edges:
                if child is None:
                    arrows.append((untracked("untracked", UNTRACKED), head, "unrecorded", ""))
                else:
                    arrows.append((place[child], head, "flow", f"output {output}" if child in several else ""))

    def output(self, tensor):
        return f"output {tensor.output_nr}" if tensor.output_nr else ""

    def base(self, tensor, place):
        """Return the box of the tensor that a result is a view of: the leaf, or else its storage."""
        if tensor.grad_fn is None:
            return self.leaf(tensor)
        if id(tensor) not in self.leaves:
            version = "" if tensor.is_inference() else f" · version {tensor._version}"
            box = self.add("storage", (self.name(tensor, "base"), _shape(tensor) + version))
            self.leaves[id(tensor)] = box
            self.arrows.append((place[tensor.grad_fn], box, "flow", self.output(tensor)))
        return self.leaves[id(tensor)]

    def leaf(self, tensor):
        if id(tensor) not in self.leaves:
            frozen = type(tensor).__name__ == "Parameter"
            kind = "leaf-grad" if tensor.requires_grad else "frozen" if frozen else "leaf"
            box = self.leaves[id(tensor)] = self.add(kind, (self.name(tensor, "leaf"), _kind_of(tensor)))
            if id(tensor) in self.names:
                self.recording.paths[box] = self.names[id(tensor)][0]
            if self.show_grad and (tensor.requires_grad or tensor.grad is not None):
                self.gradient(box, tensor)
        return self.leaves[id(tensor)]

    def gradient(self, box, tensor):
        """Add the box of a leaf's .grad: where the gradient that flows back to the leaf is kept."""
        name = self.name(tensor, "")
        value = "None" if tensor.grad is None else snapshot(tensor.grad).short()
        self.arrows.append((self.add("gradient", (f"{name}.grad", value)), box, "gradient", ""))

    def name(self, tensor, default):
        return shorten(self.names[id(tensor)][0]) if id(tensor) in self.names else default

    def label(self, name, tensor):
        words = [shorten(name), _shape(tensor), self.output(tensor), "retains grad" if tensor.retains_grad else ""]
        return " · ".join(word for word in words if word)

    def bystanders(self):
        for name, tensor in self.names.values():
            if id(tensor) in self.leaves or id(tensor) in self.shown:
                continue
            if _grad_fn(tensor) is None:
                self.leaf(tensor)
            else:
                self.add("result", (shorten(name), _kind_of(tensor)))


def _requires_grad(tensor):
    try:
        return tensor.requires_grad
    except RuntimeError:  # a view that may not be looked at any more
        return False


def _grad_fn(tensor):
    try:
        return tensor.grad_fn
    except RuntimeError:  # as above
        return None


def _shape(tensor):
    return str(tuple(tensor.shape))


def _kind_of(tensor):
    flag = "requires grad" if tensor.requires_grad else "no grad"
    frozen = "frozen, " if type(tensor).__name__ == "Parameter" and not tensor.requires_grad else ""
    retained = " · retains grad" if tensor.retains_grad else ""
    return f"{_shape(tensor)} · {frozen}{flag}{retained}"


def _is_tensor(value):
    return hasattr(value, "requires_grad") and hasattr(value, "shape")


def _described(value):
    if _is_tensor(value):
        return f"tensor {_shape(value)}"
    if isinstance(value, tuple | list) and any(_is_tensor(element) for element in value):
        return ", ".join(_described(element) for element in value)
    return value


def _read(function, attribute):
    try:
        return getattr(function, attribute)
    except RuntimeError:
        return FREED


def tensors_of(var, function):
    """Return the tensors that `function` was given, as a list: `var` is one, or a list or tuple of several.

    Raises TypeError for what is not a tensor, ValueError for no tensor at all.
    """
    variables = list(var) if isinstance(var, tuple | list) else [var]
    for variable in variables:
        if not hasattr(variable, "grad_fn"):
            raise TypeError(f"{function} draws the graph of a tensor, and this is a {type(variable).__name__}")
    if not variables:
        raise ValueError(f"{function} needs at least one tensor, and was given none")
    return variables
