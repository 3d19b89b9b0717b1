"""Access to the graph: hooks that see every saved tensor, and the names of torch.autograd.graph."""

from collections.abc import Iterable
from typing import NamedTuple

from .. import _tensor, inplace, modes
from ..graph import Node, RemovableHandle, edge_of

__all__ = [
    "GradientEdge", "Node", "RemovableHandle", "get_gradient_edge", "increment_version", "save_on_cpu",
    "saved_tensors_hooks",
]  # fmt: skip


class saved_tensors_hooks:
    """Inside, each tensor that is saved for backward is kept as `pack_hook(tensor)` and comes back by `unpack_hook`."""

    def __init__(self, pack_hook, unpack_hook):
        self.hooks = (pack_hook, unpack_hook)

    def __enter__(self):
        modes.special(1)
        modes._state.saved_hooks = (*modes._state.saved_hooks, self.hooks)

    def __exit__(self, *error):
        modes._state.saved_hooks = modes._state.saved_hooks[:-1]
        modes.special(-1)


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
    return GradientEdge(*edge_of(tensor))


def increment_version(tensor):
    """Raise the version of a tensor, or of each in a list, as a write to it would."""
    if not isinstance(tensor, _tensor.Tensor | Iterable):
        raise RuntimeError("increment_version expect a Iterable[Tensor] as input")
    for written in [tensor] if isinstance(tensor, _tensor.Tensor) else tensor:
        if not written.is_inference():
            inplace.bump(written)
