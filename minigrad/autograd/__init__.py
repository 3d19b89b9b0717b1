"""Gradients on request: backward, grad, functions with a derivative of one's own, and checks of derivatives."""

import math

import numpy as np

from .. import _tensor, missing, modes
from ..graph import UNTRACKED, edge_of, run_backward
from ..modes import enable_grad, inference_mode, no_grad, set_grad_enabled
from ..ops.joining import stack
from . import graph
from .anomaly import detect_anomaly, is_anomaly_enabled, set_detect_anomaly
from .function import Function
from .gradcheck import gradcheck, gradgradcheck

Variable, grad_mode = _tensor.Tensor, modes

__all__ = [
    "Function", "Variable", "backward", "detect_anomaly", "enable_grad", "grad", "gradcheck", "gradgradcheck", "graph",
    "inference_mode", "is_anomaly_enabled", "no_grad", "set_detect_anomaly", "set_grad_enabled",
]  # fmt: skip


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, inputs=None):
    """Add the gradient of the sum of `tensors` to the `.grad` of every leaf that they were computed from.

    tensors: a Tensor or a sequence. grad_tensors: for each the gradient to start from, of its shape; None is 1 for a
    single element. retain_graph, create_graph, inputs: as in Tensor.backward.
    """
    if grad_tensors is None and inputs is None and not create_graph and type(tensors) is _tensor.Tensor:
        data = tensors._data  # the usual call, in fewer steps
        edge = tensors._edge or edge_of(tensors)
        if data.size == 1 and data.dtype.kind == "f" and edge[0] is not None:
            run_backward((edge,), (np.ones(data.shape, data.dtype),), bool(retain_graph), False)
            return
    tensors = _several(tensors)
    if inputs is not None:
        inputs = _several(inputs)
        if not inputs:
            raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    retain_graph = create_graph if retain_graph is None else retain_graph
    grads = _starts(tensors, grad_tensors, create_graph)
    roots = _roots(tensors)
    if create_graph:
        _warn_of_cycle()
    if inputs is None:
        run_backward(roots, grads, retain_graph, create_graph)
        return
    captures = {}
    for tensor in inputs:
        if isinstance(tensor, _tensor.Tensor):
            tensor.retain_grad()
        captures[_edge(tensor)] = []
    run_backward(roots, grads, retain_graph, create_graph, captures)


def grad(
    outputs,
    inputs,
    grad_outputs=None,
    retain_graph=None,
    create_graph=False,
    only_inputs=True,
    allow_unused=None,
    is_grads_batched=False,
    materialize_grads=False,
):
    """Return the gradients of the sum of `outputs` for each of `inputs`, as a tuple. No `.grad` is changed.

    outputs, inputs: Tensors or sequences. grad_outputs: as grad_tensors of `backward`. allow_unused: return None for
    inputs that the outputs do not depend on; materialize_grads: zeros instead of None. is_grads_batched: grad_outputs
    have a first dimension more, and so do the results: one gradient for each.
    Raises RuntimeError if an input does not require grad, or is not used and allow_unused is not set.
    """
    outputs, inputs = _several(outputs), _several(inputs)
    if materialize_grads:
        if allow_unused is False:
            raise ValueError(
                "Expected allow_unused to be True or not passed when materialize_grads=True, but got: False."
            )
        allow_unused = True
    if not inputs:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    retain_graph = create_graph if retain_graph is None else retain_graph
    if is_grads_batched:
        starts = (grad_outputs,) if isinstance(grad_outputs, _tensor.Tensor) else tuple(grad_outputs)
        for number, (output, start) in enumerate(zip(outputs, starts, strict=True)):
            if start._data.shape[1:] != output._data.shape:
                raise RuntimeError(
                    "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch "
                    "dimension. The sizes of the remaining dimensions are expected to match the shape of corresponding "
                    f"output, but a mismatch was detected: grad_output[{number}] has a shape of {start.shape[2:]} and "
                    f"output[{number}] has a shape of {output.shape}. If you only want some tensors in `grad_output` "
                    "to be considered batched, consider using vmap."
                )
        each = [grad(outputs, inputs, s, True, create_graph, True, allow_unused) for s in zip(*starts, strict=True)]
        return tuple(None if g[0] is None else stack(g) for g in zip(*each, strict=True))
    grads = _starts(outputs, grad_outputs, create_graph)
    roots = _roots(outputs)
    edges = []
    for tensor in inputs:
        if isinstance(tensor, _tensor.Tensor) and not tensor.requires_grad:
            raise RuntimeError("One of the differentiated Tensors does not require grad")
        edges.append(_edge(tensor))
    found = {edge: [] for edge in edges}
    run_backward(roots, grads, retain_graph, create_graph, found, accumulate=False)
    gradients = []
    for number, (tensor, edge) in enumerate(zip(inputs, edges, strict=True)):
        gradient = _tensor.as_tensor(found[edge][0]) if found[edge] else None
        if gradient is None and materialize_grads:
            if not isinstance(tensor, _tensor.Tensor):
                raise RuntimeError("materialize_grads cannot be used when the given input is a GradientEdge")
            gradient = _tensor.wrap(np.zeros_like(tensor._data))
            gradient.requires_grad = create_graph
        if gradient is None and not allow_unused:
            raise RuntimeError(
                f"The differentiated Tensor at index {number} appears to not have been used in the graph. Set "
                "allow_unused=True if this is the desired behavior."
            )
        gradients.append(gradient)
    return tuple(gradients)


def _several(values):
    return (values,) if isinstance(values, _tensor.Tensor | graph.GradientEdge) else tuple(values)


def _edge(value):
    """Return the edge of a Tensor, or the one that a GradientEdge is. Raises RuntimeError for anything else."""
    if isinstance(value, _tensor.Tensor):
        return edge_of(value)
    if isinstance(value, graph.GradientEdge):
        return value
    raise RuntimeError(f"all inputs have to be Tensors or GradientEdges, but got {type(value).__name__}")


def _described(value):
    """Return the shape and the NumPy dtype of a Tensor, or of what a GradientEdge is the gradient of."""
    if isinstance(value, _tensor.Tensor):
        return value._data.shape, value._data.dtype
    if not isinstance(value, graph.GradientEdge):
        raise AssertionError("Expected output to be a torch.Tensor")
    node, number = value
    return (node._shape[number], node._dtype[number]) if node._several else (node._shape, node._dtype)


def _starts(tensors, grads, create_graph):
    """Return the gradients to start from: arrays, or Tensors if the backward pass is to be recorded."""
    if grads is None or isinstance(grads, _tensor.Tensor):
        grads = (grads,) * len(tensors) if grads is None else (grads,)
    grads = tuple(grads)
    if len(grads) < len(tensors):  # more than are needed are left alone, as in PyTorch
        raise RuntimeError(f"got {len(tensors)} tensors and {len(grads)} gradients")
    starts = []
    for number, (tensor, grad) in enumerate(zip(tensors, grads, strict=False)):
        shape, dtype = _described(tensor)
        if grad is None:
            if not isinstance(tensor, _tensor.Tensor) or tensor.requires_grad:
                if math.prod(shape) != 1:
                    raise RuntimeError("grad can be implicitly created only for scalar outputs")
                if dtype.kind != "f":
                    raise RuntimeError(
                        f"grad can be implicitly created only for real scalar outputs but got {tensor.dtype!r}"
                    )
            grad = _tensor.wrap(np.ones(shape, dtype))
        elif not isinstance(grad, _tensor.Tensor):
            raise TypeError(f"gradients can be either Tensors or None, but got {type(grad).__name__}")
        elif grad._data.shape != shape:
            raise RuntimeError(
                f"Mismatch in shape: grad_output[{number}] has a shape of {grad.shape} and output[{number}] has a "
                f"shape of {_tensor.Size(shape)}."
            )
        starts.append(_tensor.cast(grad, dtype) if create_graph else grad._data.astype(dtype, copy=False))
    return starts


def _roots(tensors):
    roots = []
    for number, tensor in enumerate(tensors):
        edge = UNTRACKED if isinstance(tensor, _tensor.Tensor) and not tensor.requires_grad else _edge(tensor)
        if edge[0] is None:
            raise RuntimeError(f"element {number} of tensors does not require grad and does not have a grad_fn")
        roots.append(edge)
    return roots


_warned = False
warn_always = False  # set by set_warn_always: also of what is said only once


def _warn_of_cycle():
    global _warned
    if _warned and not warn_always:
        return
    _warned = True
    import warnings

    warnings.warn(
        "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient "
        "which can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you "
        "have to use this function, make sure to reset the .grad fields of your parameters to None after use to break "
        "the cycle and avoid the leak.",
        UserWarning,
        stacklevel=4,
    )


__getattr__ = missing.module_getattr(__name__, "torch.autograd")
