"""Pictures of the graphs that autograd records, of minigrad's tensors and of PyTorch's.

`make_dot(y)` draws what was recorded, `trace()` what a program did, `backward(y)` a backward pass step by step, and
`diff(before, after)` what changed. `graph_of(y)` is the graph as data. `legend()` says what boxes and arrows mean.

A picture is a `graphviz.Digraph` that shows itself in a notebook, as a picture and as text. It is drawn by Graphviz's
`dot` where that is installed, else by pygraphviz, else by minigrad itself.
"""

from .data import graph, graph_of
from .diff import diff
from .digraph import GradGraph, make_dot
from .legend import legend
from .stepping.stepper import Stepper, backward
from .tracing.trace import Program, trace

__all__ = ["GradGraph", "Program", "Stepper", "backward", "diff", "graph", "graph_of", "legend", "make_dot", "trace"]
