"""Access to the graph: hooks that see every saved tensor, and the names of torch.autograd.graph."""

import weakref
from collections.abc import Iterable
from contextlib import contextmanager
from typing import NamedTuple

from .. import _tensor, inplace, missing, modes
from ..graph import AccumulateGrad, Node, RemovableHandle, edge_of, needed_nodes, reached_nodes

__all__ = [
    "GradientEdge", "Node", "RemovableHandle", "disable_saved_tensors_hooks", "get_gradient_edge",
    "increment_version", "register_multi_grad_hook", "save_on_cpu", "saved_tensors_hooks",
]  # fmt: skip


class saved_tensors_hooks:
    """Inside, each tensor that is saved for backward is kept as `pack_hook(tensor)` and comes back by `unpack_hook`."""

    def __init__(self, pack_hook, unpack_hook):
        self.hooks = (pack_hook, unpack_hook)

    def __enter__(self):
        if modes._state.no_saved_hooks is not None:
            raise RuntimeError(modes._state.no_saved_hooks)
        modes.special(1)
        modes._state.saved_hooks = (*modes._state.saved_hooks, self.hooks)

    def __exit__(self, *error):
        modes._state.saved_hooks = modes._state.saved_hooks[:-1]
        modes.special(-1)


@contextmanager
def disable_saved_tensors_hooks(error_message):
    """Inside, entering `saved_tensors_hooks` raises RuntimeError with this message, as does doing this inside of it."""
    state = modes._state
    if state.saved_hooks:
        raise RuntimeError(error_message)
    before, state.no_saved_hooks = state.no_saved_hooks, error_message
    try:
        yield
    finally:
        state.no_saved_hooks = before


class save_on_cpu(saved_tensors_hooks):
    """Keeps saved tensors in the memory of the CPU, where minigrad's are anyway."""

    def __init__(self, pin_memory=False):
        super().__init__(_tensor.Tensor.detach, lambda tensor: tensor)


class GradientEdge(NamedTuple):
    """Where a gradient goes: to a node, as that of its result `output_nr`."""

    node: Node
    output_nr: int


def get_gradient_edge(tensor):
    """Return the GradientEdge of `tensor`. Raises RuntimeError if it does not require grad."""
    if not tensor.requires_grad:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does not require gradients")
    node, number = edge_of(tensor)
    if node is None:
        raise AssertionError("Expected gradient function to be set")
    return GradientEdge(node, number)


def increment_version(tensor):
    """Raise the version of a tensor, or of each in a list, as a write to it would."""
    if not isinstance(tensor, _tensor.Tensor | Iterable):
        raise RuntimeError("increment_version expect a Iterable[Tensor] as input")
    for written in [tensor] if isinstance(tensor, _tensor.Tensor) else tensor:
        if not written.is_inference():
            inplace.bump(written)


class _MultiHandle(RemovableHandle):
    """Takes several hooks away again."""

    def __init__(self, handles):
        self.handles = tuple(handles)

    def remove(self):
        for handle in self.handles:
            handle.remove()


def register_multi_grad_hook(tensors, fn, *, mode="all"):
    """Call `fn` once in each backward pass: with the gradients of all `tensors` when the last of them is there.

    Those that a pass does not reach have None. mode: "any" calls `fn` with the gradient that is there first.
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    passes = weakref.WeakKeyDictionary()  # for each backward pass: the gradients, and how many are still to come
    if mode == "any":

        def first(grad):
            if modes._state.backward not in passes:
                passes[modes._state.backward] = True
                fn(grad)

        return _MultiHandle([tensor.register_hook(first) for tensor in tensors if tensor.requires_grad])
    nodes = [edge_of(tensor)[0] for tensor in tensors]
    if None in nodes:
        raise AssertionError("Expected gradient function to be set")

    def hook_of(place):
        def hook(grad):
            running = modes._state.backward
            if running not in passes:
                passes[running] = [[None] * len(nodes), _count(running, nodes)]
            entry = passes[running]
            entry[0][place] = grad
            entry[1] -= 1
            if not entry[1]:
                fn(passes.pop(running)[0])

        return hook

    return _MultiHandle([tensor.register_hook(hook_of(place)) for place, tensor in enumerate(tensors)])


def _count(running, nodes):
    """Return how many of `nodes` the backward pass that is running will run."""
    roots, captures = [function for function, _ in running.roots], running.captures
    if captures is None:
        runs = reached_nodes(roots)
    else:
        runs = needed_nodes(roots, {function for function, _ in captures})
        if not running.accumulate and any(type(node) is AccumulateGrad and node in runs for node in nodes):
            raise RuntimeError(
                "A leaf node was passed to _will_engine_execute_node but we are currently running autograd.grad(). "
                "This is currently not supported."
            )
    return sum(node in runs for node in nodes)


__getattr__ = missing.module_getattr(__name__, "torch.autograd.graph")
