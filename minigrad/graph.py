"""The graph that autograd records, and the backward pass over it.

Every recorded operation is a `Node`. A node knows the nodes that made its inputs (`next_functions`), what it saved for
its derivative, and the number of its creation. It does not know its result: nothing refers forward, so a graph is
freed as soon as the last tensor that it belongs to goes.
"""

import itertools

import numpy as np

_numbers = itertools.count()


class Node:
    """One recorded operation. Calling it turns the gradient of its result into the gradients of its inputs."""

    __slots__ = ("_inputs", "_number", "_saved", "_settings", "next_functions")
    _op = None  # the row of the derivative table (ops.Op); every row has a Node class of its own

    def __init__(self, inputs, result, version, settings):
        """Record one operation.

        inputs: the Tensors it was given. result: its result, an ndarray with version counter `version`.
        settings: its other arguments, by name. Only what the needed derivatives ask for is saved.
        """
        op = self._op
        self.next_functions = tuple((edge(tensor), 0) for tensor in inputs)
        self._number = next(_numbers)  # after the inputs' nodes, one of which may be made just now
        self._inputs = tuple((tensor._data.shape, tensor._data.dtype) for tensor in inputs)
        self._settings = settings
        self._saved = saved = {}
        for (function, _), formula in zip(self.next_functions, op.formulas, strict=True):
            if function is None:
                continue  # this input needs no gradient: nothing is kept for it
            for name in formula.tensors:
                if name == "result":
                    saved[name] = _Saved(result, version, self._source())
                else:
                    tensor = inputs[op.input_names.index(name)]
                    source = tensor.grad_fn._source() if tensor.grad_fn else ""
                    saved[name] = _Saved(tensor._data, tensor._version_counter, source)

    def name(self):
        """Return PyTorch's name for this kind of node, such as "MulBackward0"."""
        return type(self).__name__

    def _source(self):
        """Return what PyTorch's message about an overwritten tensor calls the result of this node."""
        operation = "AsStrided" if self._op.view else self.name().replace("Backward0", "").replace("Backward", "")
        return f"output 0 of {operation}"

    def __call__(self, grad):
        """Return the gradient for every input, None where none is needed.

        grad: ndarray of the result's shape. Raises RuntimeError if what was saved has been freed or overwritten.
        """
        if self._saved is None:
            raise RuntimeError(SECOND_TIME)
        gradients = []
        for k, (function, _) in enumerate(self.next_functions):
            if function is None:
                gradients.append(None)
                continue
            formula = self._op.formulas[k]
            tensors = [self._saved[name].unpack() for name in formula.tensors]
            settings = [self._setting(name) for name in formula.settings]
            shape, dtype = self._inputs[k]
            gradients.append(fit(formula.function(grad, *tensors, *settings), shape, dtype))
        return gradients

    def _setting(self, name):
        if name.endswith("_sym_sizes"):
            return self._inputs[self._op.input_names.index(name.removesuffix("_sym_sizes"))][0]
        return self._settings[name]

    def release(self):
        """Free the saved tensors. A node that saved none can be run again, as in PyTorch."""
        if self._saved:
            self._saved = None

    def __dir__(self):
        names = {name for formula in self._op.formulas for name in (*formula.tensors, *formula.settings)}
        return [*super().__dir__(), *(f"_saved_{name}" for name in sorted(names) if self._has(name))]

    def _has(self, name):
        """True if some derivative that this node will be asked for uses `name`."""
        wanted = zip(self.next_functions, self._op.formulas, strict=True)
        return any(function and name in (*formula.tensors, *formula.settings) for (function, _), formula in wanted)

    def __getattr__(self, name):
        # PyTorch shows what a node saved as `_saved_self`, `_saved_result`, `_saved_dim` and so on.
        wanted = name.removeprefix("_saved_")
        if wanted != name and self._has(wanted):
            if any(wanted in formula.settings for formula in self._op.formulas):
                return self._setting(wanted)
            if self._saved is None:
                raise RuntimeError(SECOND_TIME)
            from ._tensor import Tensor

            return Tensor._wrap(self._saved[wanted].unpack())
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


class AccumulateGrad:
    """The end of a path: adds the gradient that arrives to the `.grad` of its leaf, `variable`."""

    __slots__ = ("__weakref__", "_number", "variable")
    next_functions = ()

    def __init__(self, variable):
        self.variable = variable
        self._number = next(_numbers)

    def name(self):
        return "torch::autograd::AccumulateGrad"

    def __call__(self, grad):
        self.variable._accumulate_grad(grad)
        return ()

    def release(self):
        pass  # it saved nothing


class _Saved:
    """An array that a node keeps for its derivative, with the version that it must still have then."""

    __slots__ = ("array", "counter", "source", "version")

    def __init__(self, array, counter, source):
        self.array = array
        self.counter = counter
        self.version = counter.value
        self.source = source

    def unpack(self):
        if self.counter.value != self.version:
            from .dtypes import from_numpy

            which = f", which is {self.source}," if self.source else ""
            raise RuntimeError(
                "one of the variables needed for gradient computation has been modified by an inplace operation: "
                f"[{from_numpy(self.array.dtype).type_name} {list(self.array.shape)}]{which} is at version "
                f"{self.counter.value}; expected version {self.version} instead. Hint: enable anomaly detection to "
                "find the operation that failed to compute its gradient, with "
                "torch.autograd.set_detect_anomaly(True, check_nan=False)."
            )
        return self.array


class Version:
    """How often a storage was written to. Tensors that share a storage share its counter."""

    __slots__ = ("value",)

    def __init__(self):
        self.value = 0


def edge(tensor):
    """Return the node that takes the gradient of `tensor`, or None if it needs no gradient."""
    if tensor.grad_fn is not None:
        return tensor.grad_fn
    return tensor._accumulator() if tensor._requires_grad else None


def fit(grad, shape, dtype):
    """Sum `grad` over the dimensions that broadcasting added or stretched, so that it has its input's shape."""
    if grad.shape != shape:
        extra = grad.ndim - len(shape)
        stretched = [extra + k for k, size in enumerate(shape) if size == 1 and grad.shape[extra + k] != 1]
        grad = grad.sum(axis=(*range(extra), *stretched)).reshape(shape)
    return grad if grad.dtype == dtype else grad.astype(dtype)


def run_backward(root, grad, retain_graph):
    """Send `grad` (an ndarray) from the node `root` to every leaf that it depends on.

    An operation can only use results that exist already. So every node has a higher creation number than the nodes it
    passes gradient to, and going through the numbers downwards, a node is reached when its gradient is complete. There
    is no recursion: the depth of the graph does not matter.
    """
    nodes = {root}
    stack = [root]
    while stack:
        for function, _ in stack.pop().next_functions:
            if function is not None and function not in nodes:
                nodes.add(function)
                stack.append(function)

    grads = {root: grad}
    for node in sorted(nodes, key=lambda node: node._number, reverse=True):
        gradients = node(grads.pop(node))
        for (function, _), gradient in zip(node.next_functions, gradients, strict=True):
            if function is not None:
                # A new array for each sum: the parts may be shared with other paths.
                grads[function] = grads[function] + gradient if function in grads else np.asarray(gradient)
        if not retain_graph:
            node.release()


SECOND_TIME = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been "
    "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
    "after calling backward."
)
