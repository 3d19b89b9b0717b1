"""From a tensor to the boxes and arrows of its graph.

Only what minigrad and PyTorch have in common is used: `grad_fn`, `next_functions`, `variable`, `_saved_...`.
"""

from .picture import Arrow, Box, shorten


def picture_of(var, names, show_attrs=False, show_saved=False, max_attr_chars=50):
    """Return (boxes, arrows, result id) for the graph behind the tensor `var`.

    names: dictionary from id(tensor) to (name, tensor). Tensors named there that the graph does not contain get a box
    of their own, without arrows: that they are not connected is what there is to see.
    """
    builder = _Builder(names, show_attrs, show_saved, max_attr_chars)
    result = builder.graph(var)
    builder.bystanders()
    return builder.boxes, builder.arrows, result


class _Builder:
    def __init__(self, names, show_attrs, show_saved, max_attr_chars):
        self.names = names
        self.show_attrs, self.show_saved, self.max_attr_chars = show_attrs, show_saved, max_attr_chars
        self.boxes, self.arrows = [], []
        self.shown = set()  # ids of the tensors that have a box
        self.labels = {}  # grad_fn -> the names of the tensors that it made

    def add(self, kind, *lines):
        box = Box(f"n{len(self.boxes)}", kind, lines)
        self.boxes.append(box)
        return box.id

    def graph(self, var):
        if var.grad_fn is None:
            return self.leaf(var)
        for name, tensor in self.names.values():
            if tensor.grad_fn is not None and tensor is not var:
                self.labels.setdefault(tensor.grad_fn, []).append((name, tensor))
                self.shown.add(id(tensor))
        self.shown.add(id(var))
        name = self.names.get(id(var), ("result", var))[0]
        result = self.add("result", shorten(name), _kind_of(var))
        self.nodes(var.grad_fn, result)
        return result

    def nodes(self, root, result):
        """Add every node that can be reached from `root`, in the order of a walk, without recursion."""
        placed = {root: self.operation(root)}
        self.arrows.append(Arrow(placed[root], result))
        stack = [iter(_edges(root, placed[root]))]
        while stack:
            function, head = next(stack[-1], (None, None))
            if head is None:
                stack.pop()
            elif function is None:
                self.arrows.append(Arrow(self.add("untracked", "no gradient"), head))
            else:
                if function not in placed:
                    leaf = getattr(function, "variable", None)
                    placed[function] = self.operation(function) if leaf is None else self.leaf(leaf)
                    stack.append(iter(_edges(function, placed[function])))
                self.arrows.append(Arrow(placed[function], head))

    def operation(self, function):
        lines = [type(function).__name__]
        lines += [f"{shorten(name)} · {_shape(tensor)}" for name, tensor in self.labels.get(function, ())]
        saved = [(name.removeprefix("_saved_"), name) for name in dir(function) if name.startswith("_saved_")]
        if self.show_attrs:
            for name, attribute in saved:
                value = _read(function, attribute)
                value = f"tensor {_shape(value)}" if _is_tensor(value) else value
                lines.append(f"{name}: {shorten(value, self.max_attr_chars)}")
        head = self.add("operation", *lines)
        if self.show_saved:
            for name, attribute in saved:
                value = _read(function, attribute)
                if _is_tensor(value):
                    self.arrows.append(Arrow(self.add("saved", f"saved {name}", _shape(value)), head, "saved"))
        return head

    def leaf(self, tensor):
        self.shown.add(id(tensor))
        name = self.names.get(id(tensor), ("leaf", tensor))[0]
        if tensor.requires_grad:
            return self.add("leaf-grad", shorten(name), _kind_of(tensor))
        frozen = type(tensor).__name__ == "Parameter"
        return self.add("frozen" if frozen else "leaf", shorten(name), _kind_of(tensor))

    def bystanders(self):
        for name, tensor in self.names.values():
            if id(tensor) in self.shown:
                continue
            if tensor.grad_fn is None:
                self.leaf(tensor)
            else:
                self.add("result", shorten(name), _kind_of(tensor))


def _edges(function, head):
    return [(child, head) for child, _ in function.next_functions]


def _shape(tensor):
    return str(tuple(tensor.shape))


def _kind_of(tensor):
    flag = "requires grad" if tensor.requires_grad else "no grad"
    frozen = "frozen, " if type(tensor).__name__ == "Parameter" and not tensor.requires_grad else ""
    return f"{_shape(tensor)} · {frozen}{flag}"


def _is_tensor(value):
    return hasattr(value, "requires_grad") and hasattr(value, "shape")


def _read(function, attribute):
    try:
        return getattr(function, attribute)
    except RuntimeError:
        return "(freed by backward)"
