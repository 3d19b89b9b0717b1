"""Pictures of the graphs that autograd records, of minigrad's tensors and of PyTorch's.

`make_dot(y)` returns a `graphviz.Digraph` that shows itself in a notebook, as a picture and as a text tree. It is drawn
by Graphviz's `dot` where that is installed, else by minigrad itself.
"""

from .digraph import GradGraph, legend, make_dot

__all__ = ["GradGraph", "legend", "make_dot"]
