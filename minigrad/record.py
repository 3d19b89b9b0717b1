"""How an operation is declared and recorded: the machinery behind the derivative table in `ops/`.

A row of the table holds the forward computation on arrays and, for each input, the formula that turns the gradient of
the result into the gradient of that input. What a formula needs is read off its parameter names: an input's name,
`result` (or `result0`, `result1` of several) is saved and checked for in-place changes; `NAME_shape` is the shape of an
input; any other name is a setting of the operation (with an underscore: one that users are not shown). Names, and which
tensor is saved for which derivative, follow PyTorch's own table (tools/autograd/derivatives.yaml).

Formulas are written once. They use operators, and operations of this table; both work on arrays, in an ordinary
backward pass, and on Tensors, when `create_graph=True` asks for the backward pass itself to be recorded. A formula may
return the gradient in the shape of the result's broadcasting, and in its dtype: `graph.fit` brings it to the input's.
"""

import numpy as np

from . import _tensor, dtypes, graph, modes
from .graph import SECOND_TIME, UNTRACKED, AccumulateGrad, Node, edge_of, edge_to_record, fit, numbers, overwritten

ndarray = np.ndarray
FLOAT32 = np.dtype(np.float32)  # there is one object for it, and asking whether it is that one is quick


class Formula:
    """The derivative for one input, with the places of the saved tensors and the names of the settings it asks for."""

    __slots__ = ("function", "names", "saved", "settings")

    def __init__(self, function, saved_names):
        self.function = function
        self.names = _parameters(function)
        self.saved = tuple(saved_names.index(name) for name in self.names if name in saved_names)
        self.settings = self.names[len(self.saved) :]


def _parameters(function):
    """Return the names of what a formula asks for beside the gradient."""
    return function.__code__.co_varnames[1 : function.__code__.co_argcount]


class Op:
    """A row of the table. Calling it with Tensors and settings computes the result, and records it where needed.

    name: of the node. forward: from arrays and settings to an array, or to a tuple of arrays; of these the first
    `outputs` are differentiable ("all": every one). view: the result shares its storage with the first input. An
    operation without formulas is never recorded. many: instead of a formula for each input, one that returns a list of
    all their gradients; it may ask for `shapes`, those of the inputs. Given arrays instead of Tensors, calling it only
    runs `forward`. shown: settings that hooks for saved tensors see, although no formula asks for them.
    """

    def __init__(self, name, forward, /, *, view=False, outputs=1, many=None, shown=(), **formulas):
        self.name, self.forward, self.view, self.outputs, self.many = name, forward, view, outputs, many
        self.input_names = tuple(formulas)
        results = ("result", "result0", "result1", "result2")
        wanted = [n for f in formulas.values() if f is not None for n in _parameters(f)]
        self.saved_names = tuple(n for n in (*self.input_names, *results) if n in wanted)
        self.result_number = {n: int(n[6:] or 0) for n in self.saved_names if n.startswith("result")}
        # Of several tensors that were overwritten, PyTorch complains of the first in the alphabet.
        self.unpack_order = sorted(range(len(self.saved_names)), key=self.saved_names.__getitem__)
        self.formulas = tuple(Formula(f, self.saved_names) for f in formulas.values() if f is not None)
        chosen = tuple(k for k, f in enumerate(formulas.values()) if f is not None)
        self.chosen = None if len(chosen) == len(formulas) else chosen  # the inputs that can have a gradient; None: all
        self.shapes = tuple((f"{n}_shape", k) for k, n in enumerate(self.input_names) if f"{n}_shape" in wanted)
        self.plans = {}
        with_edge = [name for name, formula in formulas.items() if formula is not None]
        self.saved_places = tuple(with_edge.index(n) if n in with_edge else None for n in self.saved_names)
        self.recorded = bool(self.formulas) or many is not None
        # PyTorch saves the indices that a derivative asks for as tensors, and frees them with the rest.
        indices = {"index", "indices", "mask", "target"}.intersection(wanted)
        self.frees = not view and bool(indices)
        # Hooks for saved tensors see them with the others in the order of the alphabet, and the results last.
        self.shown_settings = (indices.difference(self.saved_names) if self.frees else set()).union(shown)
        last = {*self.result_number, *shown}
        self.pack_order = sorted([*self.saved_names, *self.shown_settings], key=lambda n: (n in last, n))
        body = {"__slots__": (), "_op": self, "_several": outputs != 1, "__module__": "minigrad.ops"}
        self.node_type = type(name, (Recorded,), body)

    def short_node(self, apply):
        """Return a kind of node of this operation that has its own `apply`, for a short way that makes it itself."""
        return type(self.name, (self.node_type,), {"__slots__": (), "__module__": "minigrad.ops", "apply": apply})

    def __call__(self, /, *inputs, **settings):
        for first in inputs:
            if isinstance(first, _tensor.Tensor):
                return self.run(inputs, [tensor._data for tensor in inputs], settings)
        return self.forward(*inputs, **settings)

    def mixed(self, /, *inputs, dtype, **settings):
        """As calling it, for inputs of different types that meet in the NumPy `dtype`. The casts are not recorded."""
        return self.run(inputs, [dtypes.cast(tensor._data, dtype) for tensor in inputs], settings, True)

    def run(self, inputs, arrays, settings, elementwise=False):
        """Compute with `arrays` in the place of the elements of the Tensors `inputs`, and record it where needed.

        elementwise: the result takes the order of its dimensions in memory from the inputs.
        """
        try:
            data = self.forward(*arrays, **settings)
        except Exception:
            if self.recorded and modes.recording():
                self.edges(inputs)  # PyTorch asks for them first: that may be another error
            raise
        if elementwise and len(inputs) > 1 and data.ndim > 1:
            data = dtypes.arranged(data, [tensor._data for tensor in inputs])
        if type(data) is tuple:
            results = tuple(self.wrap(array, inputs[0], "several") for array in data)
            made = results if self.outputs == "all" else results[: self.outputs]
        else:
            results = inputs[0]._view_on(data) if self.view else _tensor.wrap(data)
            made = (results,)
        state = modes._state
        if not self.recorded or not state.grad or state.inference:
            return results
        if inputs[0]._counter is _tensor.INFERENCE and all(
            t is None or t._counter is _tensor.INFERENCE for t in inputs
        ):
            return results  # made in inference mode, they know nothing of recording
        edges = self.edges(inputs)
        for edge in edges:
            if edge is not UNTRACKED:
                node = self.record(edges, inputs, settings)
                for number, tensor in enumerate(made):
                    tensor._set_edge((node, number))
                self.made(node, results if type(data) is tuple else made)
                break
        return results

    def edges(self, inputs):
        """Return the edges to those of `inputs` that can have a gradient: a mask, say, has no place in the graph.

        An input may be None: a layer without a bias, say."""
        chosen = inputs if self.chosen is None else [inputs[k] for k in self.chosen]
        # The last first, so that of several leaves the first has the newest node, and gets its gradient first.
        edges = [UNTRACKED if tensor is None else tensor._edge or edge_of(tensor) for tensor in chosen[::-1]]
        return edges[::-1]

    def wrap(self, array, first, creation):
        return first._view_on(array, creation) if self.view else _tensor.wrap(array)

    def saves(self, name, edges):
        """Return True if the input or result `name` is saved when these edges need gradients: a result always is."""
        return name in self.result_number or any(
            function is not None and name in formula.names
            for (function, _), formula in zip(edges, self.formulas, strict=False)
        )

    def plan(self, edges):
        """Return (for each saved name the place of the input, or None; the results to save: (place, number)).

        It depends on which edges need gradients alone, and is remembered.
        """
        live = tuple([edge[0] is not None for edge in edges])
        plan = self.plans.get(live)
        if plan is None:
            saved = [name if self.saves(name, edges) else None for name in self.saved_names]
            inputs = [self.input_names.index(n) if n in self.input_names else None for n in saved]
            results = [(place, self.result_number[n]) for place, n in enumerate(saved) if n in self.result_number]
            plan = self.plans[live] = inputs, results
        return plan

    def record(self, edges, inputs, settings):
        """Return a node of this operation, which has saved of its inputs what its derivatives ask for."""
        node = self.node_type()
        node.next_functions = tuple(edges)
        node._number = next(numbers)
        node._hooks = None
        if self.shapes:
            settings = dict(settings)
            for name, place in self.shapes:
                settings[name] = inputs[place]._data.shape
        if self.many is not None:
            settings = settings | {"shapes": [tensor._data.shape for tensor in inputs]}
        node._settings = settings
        node._saved = [None if place is None else inputs[place] for place in self.plan(edges)[0]]
        node._versions = [None if tensor is None else tensor._counter[0] for tensor in node._saved]
        if not self.result_number and node._versions.count(None) == len(node._versions):
            node._saved = Nothing(node._saved)
        return node

    def made(self, node, results):
        """Tell `node` of the Tensors that it made: their shapes and dtypes, and those that its derivatives ask for."""
        if self.outputs == 1:
            array = results[0]._data
            node._shape, node._dtype = array.shape, array.dtype
        else:
            arrays = [tensor._data for tensor in (results if self.outputs == "all" else results[: self.outputs])]
            node._shape, node._dtype = [a.shape for a in arrays], [a.dtype for a in arrays]
        if self.result_number:
            for place, number in self.plan(node.next_functions)[1]:
                node._saved[place], node._versions[place] = results[number].detach(), results[number]._counter[0]
        if not modes.plain:
            modes.created(node)


class Nothing(tuple):
    """The saved tensors of a node whose inputs all lead nowhere: there is nothing to free, so it may run again."""

    __slots__ = ()

    def __bool__(self):
        return False


NOTHING = Nothing((None, None))
NEW = (0, 0)  # the versions of two tensors that have not been written to: one object for all


class Recorded(Node):
    """The node of a row of the table."""

    __slots__ = ()
    _op = None

    def release(self):
        if self._saved or self._op.frees:
            self._saved = None

    def unpack(self, recorded, places=None):
        """Return the values of the saved tensors, or of those at `places`: arrays, or Tensors if the backward pass is
        recorded.

        Raises RuntimeError if they have been freed, written to or detached since.
        """
        if self._saved is None:
            raise RuntimeError(SECOND_TIME)
        if self._op.frees and self._settings:
            for tensor, version in self._settings.get("_watched", ()):
                if tensor._counter[0] != version:
                    raise overwritten(tensor, version)
        values = [None] * len(self._saved)
        for place in self._op.unpack_order if places is None else places:
            name, saved, version = self._op.saved_names[place], self._saved[place], self._versions[place]
            if version is not None:  # else it is not needed, or a plain number
                if type(saved) is modes.Packed:
                    saved = saved.unpack()
                elif places is None and saved._edge is UNTRACKED and self._is_detached(place):
                    raise RuntimeError(graph.DETACHED)
                elif saved._counter[0] != version:
                    number = self._op.result_number.get(name)
                    if number is None:
                        raise overwritten(saved, version)
                    raise overwritten(self._with_history(saved, number), version, of_result=True)
                if not recorded:
                    saved = saved._data
                elif name in self._op.result_number:
                    saved = self._with_history(saved, self._op.result_number[name])
            values[place] = saved
        return values

    def run_undefined(self, grad):
        if self._saved is None or self._saved:
            self.unpack(False)  # raises if it was freed or written to
        return super().run_undefined(grad)

    def _is_detached(self, place):
        """True if the saved input at `place`, which has no history, had one that made it: `detach_` has cut it off."""
        edge = self._op.saved_places[place]
        function = None if edge is None else self.next_functions[edge][0]
        return function is not None and type(function) is not AccumulateGrad

    def _with_history(self, saved, number):
        """Return a saved result as it was: made by this node."""
        result = saved.detach()
        if number == 0 or self._op.outputs != 1:  # what comes beside a single result has no gradient
            result._edge = (self, number)
        return result

    def apply(self, grad):
        op = self._op
        if op.outputs == 1:
            values = self.unpack(isinstance(grad, _tensor.Tensor))
        else:
            recorded = any(isinstance(g, _tensor.Tensor) for g in grad)
            values = self.unpack(recorded)
            made = zip(grad, self._shape, self._dtype, strict=True)
            grad = [_zeros(shape, dtype, recorded) if g is None else g for g, shape, dtype in made]
        settings, gradients = self._settings, []
        if op.many is not None:
            asked = [settings[name] for name in _parameters(op.many)]
            found = zip(self.next_functions, op.many(grad, *asked), strict=True)
            return [None if function is None else self.fitted(g, function, number) for (function, number), g in found]
        for (function, number), formula in zip(self.next_functions, op.formulas, strict=False):
            if function is None:
                gradients.append(None)
                continue
            arguments = [grad]
            for place in formula.saved:
                arguments.append(values[place])
            for name in formula.settings:
                arguments.append(settings[name])
            gradient = formula.function(*arguments)
            if gradient is not None and (gradient.shape != function._shape or gradient.dtype is not function._dtype):
                gradient = self.fitted(gradient, function, number)
            gradients.append(gradient)
        return gradients

    def fitted(self, gradient, function, number):
        """Return `gradient` in the shape and dtype of what `function` made as its result `number`."""
        shape, dtype = function._shape, function._dtype
        if function._several:
            shape, dtype = shape[number], dtype[number]
        try:
            return fit(gradient, shape, dtype)
        except RuntimeError:
            raise graph.unfit(self, self.next_functions.index((function, number)), gradient, shape) from None

    def __dir__(self):
        op = self._op
        names = {_yaml(name, op) for formula in op.formulas for name in formula.names if name[0] != "_"}
        raw = [f"_raw_saved_{_yaml(name, op)}" for name in op.saved_names]
        return [*super().__dir__(), *raw, *(f"_saved_{name}" for name in names)]

    def __getattr__(self, name):
        # PyTorch shows what a node saved as `_saved_self`, `_saved_result`, `_saved_dim` and so on.
        op, wanted = self._op, name.removeprefix("_saved_")
        if name.startswith("_raw_saved_"):
            return self._as_saved_tensor(name)
        if wanted != name:
            names = [n for formula in op.formulas if formula for n in formula.names if wanted in (_yaml(n, op), n)]
            if names and names[0] not in op.saved_names:
                if self._saved is None and op.frees:
                    raise RuntimeError(SECOND_TIME)
                return _shown(self._settings[names[0]])
            if names:
                if self._saved is None:
                    if not self._had(names[0]):
                        return None
                    raise RuntimeError(SECOND_TIME)
                place = op.saved_names.index(names[0])
                value = self.unpack(True, [place])[place]
                if value is not None and not isinstance(value, _tensor.Tensor):
                    value = _tensor.wrap(np.array(value))  # a number, in the widest dtype of its kind
                return value
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def _had(self, name):
        """Return whether the tensor `name` was saved: if a derivative that leads somewhere asks for it, or a result."""
        wanted = zip(self.next_functions, self._op.formulas, strict=False)
        return name in self._op.result_number or any(f and name in formula.names for (f, _), formula in wanted)

    def _as_saved_tensor(self, raw):
        """Return the value of the attribute `raw`, "_raw_saved_self" say: a SavedTensor to register hooks on."""
        from .autograd.saved import SavedTensor

        shown = raw.removeprefix("_raw")
        names = [n for n in self._op.saved_names if shown == f"_saved_{_yaml(n, self._op)}"]
        if not names:
            text = f"{type(self).__name__!r} object has no attribute {raw!r}"
            if self._settings and hasattr(self, shown):
                text += f". minigrad has this only for what is differentiable: did you mean {shown!r}?"
            raise AttributeError(text)
        return SavedTensor(self, self._op.saved_names.index(names[0]), lambda: getattr(self, shown))

    def _keep_packed(self, place, packed):
        if self._op.saved_names[place] in self._op.result_number:
            packed.edge = UNTRACKED  # unpacking makes it a result of this node again
        self._saved, self._versions = list(self._saved), list(self._versions)
        self._saved[place] = packed
        if self._versions[place] is None:
            self._versions[place] = 0


def _shown(setting):
    """Return a setting as PyTorch shows it: index arrays as Tensors."""
    if isinstance(setting, tuple) and any(isinstance(item, ndarray) for item in setting):
        return tuple(None if isinstance(item, slice) else _shown(item) for item in setting)
    return _tensor.wrap(setting) if isinstance(setting, ndarray) else setting


def _yaml(name, op):
    """Return PyTorch's name for what a formula asks for: self_sym_sizes for self_shape, indices for the last of two."""
    if name == "result1" and "result2" not in op.saved_names:
        return "indices"
    return f"{name.removesuffix('_shape')}_sym_sizes" if name.endswith("_shape") else name


def _zeros(shape, dtype, recorded):
    zeros = np.zeros(shape, dtype)
    return _tensor.wrap(zeros) if recorded else zeros


# The short ways: operations on one tensor, and on two of one floating dtype or a tensor and a number. They do what
# `Op.run` does, in one frame. Each shares its row and its kind of node with the long way, which is taken for the rest.


def unary(name, forward, derivative, *, floats=True, check=None):
    """Declare an operation on one tensor whose derivative asks for nothing, for `self`, or for `result`.

    floats: integers are computed in float32. check: called first with an input that is not of floating point.
    """
    op = Op(name, forward, self=derivative)
    asked = op.saved_names
    assert asked in ((), ("self",), ("result",)), asked
    saves_self, saves_result = asked == ("self",), asked == ("result",)
    quick = getattr(forward, "__wrapped__", forward)  # a backward pass has silenced NumPy's warnings already

    def function(input):
        if not isinstance(input, _tensor.Tensor):
            if isinstance(input, ndarray | np.generic) and modes._state.backward is not None:  # called by a formula
                return quick(input)
            raise _tensor.not_a_tensor(function.__name__, "input", 1, input)
        x = input._data
        dtype = x.dtype
        if (dtype is not FLOAT32 and dtype.kind != "f") or not modes.plain:
            if dtype.kind != "f":
                if check is not None:
                    check(input)
                if floats:
                    x = x.astype(dtypes.default.numpy)
            return op.run((input,), (x,), {})
        data = forward(x)
        out = _tensor.new()
        out._data = data = data if type(data) is ndarray else np.asarray(data)
        out._counter = counter = [0]
        out._view = out._autograd = None
        out._edge = UNTRACKED
        if not modes._state.grad:
            return out
        edge = input._edge or edge_to_record(input)
        if edge is UNTRACKED:
            return out
        node = node_type()
        node.next_functions = (edge,)
        node._number = next(numbers)
        node._shape, node._dtype, node._hooks = x.shape, dtype, None
        if saves_result:
            node._saved = (data, counter)  # not `out`: a node does not refer to its result
        elif saves_self:
            node._saved, node._versions = (input,), (input._counter[0],)
        else:
            node._saved = ()
        out._edge = (node, 0)
        return out

    if saves_result:

        def apply(node, grad):
            saved = node._saved
            if saved is None or (type(grad) is not ndarray and isinstance(grad, _tensor.Tensor)) or saved[1][0]:
                return Recorded.apply(node, grad)  # which raises the error if there is one
            return (derivative(grad, saved[0]),)

    elif saves_self:

        def apply(node, grad):
            saved = node._saved
            if (
                saved is None
                or (type(grad) is not ndarray and isinstance(grad, _tensor.Tensor))
                or saved[0]._counter[0] != node._versions[0]
                or saved[0]._edge is UNTRACKED
            ):
                return Recorded.apply(node, grad)
            return (derivative(grad, saved[0]._data),)

    else:

        def apply(node, grad):
            return Recorded.apply(node, grad) if isinstance(grad, _tensor.Tensor) else (derivative(grad),)

    node_type = _short_node(op, _own_code(apply), _UnpackResult if saves_result else None)
    _own_code(function)
    function.op, function.floats, function.check = op, floats, check
    function.__name__ = function.__qualname__ = _function_name(name)
    return function


class _UnpackResult:
    """Part of a node that has saved its result as (array, version counter), and makes a Tensor of it when asked."""

    __slots__ = ()

    def unpack(self, recorded, places=None):
        if not self._saved:
            raise RuntimeError(SECOND_TIME)
        if type(self._saved[0]) is modes.Packed:
            result = self._saved[0].unpack()
            return [self._with_history(result, 0) if recorded else result._data]
        result = _tensor.wrap(self._saved[0])
        result._counter = self._saved[1]
        if result._counter[0]:
            raise overwritten(self._with_history(result, 0), 0)
        return [self._with_history(result, 0) if recorded else result._data]

    def _keep_packed(self, place, packed):
        self._saved = (packed, packed._counter)


def _own_code(function):
    """Give `function` code of its own, not shared with the other rows: Python adapts code to the types it meets."""
    function.__code__ = function.__code__.replace()
    return function


def _short_node(op, apply, mixin=None):
    """Return the type of the nodes that a short way makes: they have no settings, and their own `apply`."""
    body = {"__slots__": (), "__module__": "minigrad.ops", "_settings": None, "apply": apply, "release": Node.release}
    if not op.saved_names:
        body["_versions"] = ()
    return type(op.name, (mixin, op.node_type) if mixin else (op.node_type,), body)


def unchanged(grad):
    """The formula of an input that is simply added."""
    return grad


def binary(name, forward, *, floats=False, check=None, **formulas):
    """Declare an operation on two tensors, or a tensor and a number, whose derivatives ask for these at most.

    That for `self` asks for `other` or for nothing; that for `other` asks for `self`, for both, or for nothing.
    floats: two integers are computed in float32. check: called first with the two where one is not of floating point.
    """
    op = Op(name, forward, **formulas)
    saves = op.saved_names == ("self", "other")
    assert saves or not op.saved_names, op.saved_names
    first, second = formulas.values() if formulas else (None, None)
    second_asks_both = saves and op.formulas[1].names == ("self", "other")

    def function(self, other):
        try:
            x = self._data
        except AttributeError:  # a number first, as in torch.mul(2, x)
            if check is not None and isinstance(self, bool):
                check(_tensor.wrap(np.array(self)), other)
            return general(*_tensor.operands(self, other))
        dtype = x.dtype
        if isinstance(other, _tensor.Tensor):
            y = other._data
            if dtype is not y.dtype or (dtype is not FLOAT32 and dtype.kind != "f") or not modes.plain:
                return general(self, other)
        elif (type(other) is float or type(other) is int) and dtype.kind == "f" and modes.plain:
            y = other
        else:
            return general(self, other)
        try:
            data = forward(x, y)
        except ValueError:
            raise _tensor.broadcast_error(self, other) from None
        if y is not other and data.ndim > 1 and not (x.flags.c_contiguous and y.flags.c_contiguous):
            data = dtypes.arranged(data, (x, y))
        out = _tensor.new()
        out._data = data if type(data) is ndarray else np.asarray(data)
        out._counter = [0]
        out._view = out._autograd = None
        out._edge = UNTRACKED
        if not formulas or not modes._state.grad:
            return out
        # The second first: of two leaves, the newer node runs earlier, and PyTorch begins with the first input.
        edge_2 = UNTRACKED if y is other else other._edge or edge_to_record(other, self)
        edge_1 = self._edge or edge_to_record(self, other)
        if edge_1 is UNTRACKED and edge_2 is UNTRACKED:
            return out
        node = node_type()
        node.next_functions = (edge_1, edge_2)
        node._number = next(numbers)
        node._shape, node._dtype, node._hooks = data.shape, dtype, None
        if saves:
            a = b = version_a = version_b = None
            if edge_2[0] is not None:
                a, version_a = self, self._counter[0]
            if edge_1[0] is not None or (second_asks_both and a is not None):
                b = other
                if y is not other:  # a number has no version
                    version_b = other._counter[0]
            node._saved = NOTHING if a is None and b is None else (a, b)
            node._versions = NEW if version_a == version_b == 0 else (version_a, version_b)
        else:
            node._saved = ()
        out._edge = (node, 0)
        return out

    def apply(node, grad):
        if type(grad) is not ndarray and isinstance(grad, _tensor.Tensor):
            return Recorded.apply(node, grad)
        if saves:
            if node._saved is None:
                return Recorded.apply(node, grad)  # which raises the error
            a, b = node._saved
            version_a, version_b = node._versions
            if version_a is not None:
                if a._counter[0] != version_a or (a._edge is UNTRACKED and node.next_functions[0][0] is not None):
                    return Recorded.apply(node, grad)
                a = a._data
            if version_b is not None:
                if b._counter[0] != version_b or (b._edge is UNTRACKED and node.next_functions[1][0] is not None):
                    return Recorded.apply(node, grad)
                b = b._data
        (function_1, number_1), (function_2, number_2) = node.next_functions
        grad_1 = grad_2 = None
        if function_1 is not None:
            grad_1 = first(grad, b) if saves else grad if first is unchanged else first(grad)
            if node._shape != function_1._shape:
                grad_1 = node.fitted(grad_1, function_1, number_1)
        if function_2 is not None:
            if saves:
                grad_2 = second(grad, a, b) if second_asks_both else second(grad, a)
                if node._shape != function_2._shape:
                    grad_2 = node.fitted(grad_2, function_2, number_2)
            else:  # a sign at most: the sum over what was broadcast may come first
                grad_2 = grad if node._shape == function_2._shape else node.fitted(grad, function_2, number_2)
                if second is not unchanged:
                    grad_2 = second(grad_2)
        return grad_1, grad_2

    def general(self, other, swapped=False):
        number = _tensor.wrap(np.array(other)) if isinstance(other, bool) else None
        # A quotient is one of floats: a number that the integer dtype of the tensor cannot hold is no matter.
        other = _tensor.operand(self, float(other) if floats and type(other) is int else other)
        if other is NotImplemented:
            return other
        a, b = (other, self) if swapped else (self, other)
        if check is not None:
            check(a, b if number is None else number)
        _tensor.check_broadcast(a, b)
        dtype = dtypes.promote(a, b)
        if floats and dtype.kind != "f":
            dtype = dtypes.default.numpy
        return op.mixed(a, b, dtype=dtype)

    node_type = _short_node(op, _own_code(apply))
    _own_code(function)
    function.op, function.general, function.floats, function.check = op, general, floats, check
    function.__name__ = function.__qualname__ = _function_name(name)
    return function


def _function_name(node_name):
    return node_name.partition("Backward")[0].lower()
