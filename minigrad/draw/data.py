"""The structure of a graph as data: what autograd recorded, or what somebody expects it to record.

`graph_of(loss)` is what was recorded; `graph(["w -> Mul -> Add -> loss", "b -> Add"])` is written down.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from . import comparing
from .naming import names_for
from .structure import tensors_of, walk


@dataclass(frozen=True)
class Node:
    """kind: "leaf", or the name of the operation, such as "MulBackward0". requires_grad, name: of a leaf, if known."""

    kind: str
    requires_grad: bool = True
    name: str | None = None

    @property
    def is_leaf(self):
        return self.kind == "leaf"


@dataclass(frozen=True)
class Edge:
    """An arrow in the direction of the computation. position: which input of its head it is; output: which result of
    its tail, None if that was not written down."""

    tail: str
    head: str
    position: int
    output: int | None = 0


class Graph:
    """nodes: {id: Node}; ids can be read, such as "w", "MulBackward0" and "MulBackward0#2". edges: list of Edges.

    results: [(id of the node that made it, which of its results, name or None)], the tensors that the graph ends in.
    written: True if somebody wrote it down. str() gives it in the form that `graph` reads.
    """

    def __init__(self, nodes, edges, results, written=False):
        self.nodes, self.edges, self.results, self.written = dict(nodes), list(edges), list(results), written

    def to_networkx(self):
        """Return a networkx.MultiDiGraph with the fields of Node and Edge as attributes, and `results` as its own.

        Raises ImportError if networkx is not installed.
        """
        graph = comparing.networkx().MultiDiGraph(results=list(self.results))
        for name, node in self.nodes.items():
            graph.add_node(name, kind=node.kind, requires_grad=node.requires_grad, name=node.name)
        for edge in self.edges:
            graph.add_edge(edge.tail, edge.head, position=edge.position, output=edge.output)
        return graph

    def is_isomorphic(self, other, names=False, order=True):
        """Return True if both graphs have the same structure: kinds of operations, leaves and whether they require
        grad, arrows and how many, results.

        names: leaves with a name that occurs in both graphs must have the same name. order: the inputs of operations
        must come in the same order, except where it does not matter, as in Add and Mul. In a graph that was written
        down, "Mul" stands for "MulBackward0" and the like, and which result of an operation an arrow comes from counts
        if it was said. Raises ImportError if networkx is not installed.
        """
        return comparing.is_isomorphic(self, _checked(other), names, order)

    def difference(self, other, names=True, order=True):
        """Return in words what distinguishes this graph, "your graph", from `other`, that which autograd recorded.

        A sentence a line; empty if they are isomorphic. names, order: as in is_isomorphic.
        """
        return comparing.difference(self, _checked(other), names, order)

    def __str__(self):
        lines = [f"{self._words(edge.tail, edge.output)} -> {edge.head}" for edge in self.edges]
        ids = _Ids(self.nodes)
        for node, output, name in self.results:
            if self.nodes[node].is_leaf:
                lines.append(self._words(node, output))
            else:
                end = _word(name) if name and name[0].islower() else "result"
                lines.append(f"{self._words(node, output)} -> {ids.new(end)}")
        return "\n".join(lines)

    def _words(self, name, output):
        flag = " (no grad)" if self.nodes[name].is_leaf and not self.nodes[name].requires_grad else ""
        return name + flag + (f"[{output}]" if output else "")

    def __repr__(self):
        return f"Graph({len(self.nodes)} nodes, {len(self.edges)} edges)"


def graph_of(var, params=None):
    """Return the Graph that autograd recorded behind a tensor, or a list of tensors: their `next_functions`, as data.

    Inputs that need no gradient are not in it. params: names of tensors, as in make_dot; without them leaves get the
    names that they have in the calling code. Raises TypeError for what is not a tensor.
    """
    variables = tensors_of(var, "graph_of")
    names = names_for(variables[0], params).tensors
    found = walk(list({v.grad_fn: None for v in variables if v.grad_fn is not None}))
    leaves = {function: function.variable for function in found if hasattr(type(function), "variable")}
    operations = [function for function in found if function not in leaves]
    operations = sorted(operations, key=_made) if _in_order(found, leaves) else operations[::-1]
    nodes, ids, new = {}, {}, _Ids()  # ids: of nodes by function, and of leaves by id(tensor) too

    def add(node):
        name = new.new(_word(node.name or node.kind))
        nodes[name] = node
        return name

    for function, leaf in leaves.items():
        ids[function] = ids[id(leaf)] = add(_leaf(leaf, names))
    for function in operations:
        ids[function] = add(Node(type(function).__name__))
    edges = [
        Edge(ids[child], ids[function], position, output)
        for function in operations
        for position, (child, output) in enumerate(found[function])
        if child is not None
    ]
    results = []
    for variable in variables:
        name = names[id(variable)][0] if id(variable) in names else None
        if variable.grad_fn is not None:
            results.append((ids[variable.grad_fn], variable.output_nr, name))
            continue
        if id(variable) not in ids:
            ids[id(variable)] = add(_leaf(variable, names))
        results.append((ids[id(variable)], 0, name))
    return Graph(nodes, edges, results)


def _leaf(tensor, names):
    return Node("leaf", tensor.requires_grad, names[id(tensor)][0] if id(tensor) in names else None)


def _made(function):
    return function._sequence_nr() if hasattr(type(function), "_sequence_nr") else -function._number


def _in_order(found, leaves):
    """True if the numbers of the nodes sort them as the arrows do; those of several threads need not."""
    return all(
        child is None or child in leaves or _made(child) < _made(function)
        for function, edges in found.items()
        for child, _ in edges
    )


class _Ids:
    """Names of which none is given twice: w, then w#2. taken: those that are given already."""

    def __init__(self, taken=()):
        self.taken, self.counts = set(taken), {}

    def new(self, word):
        name, number = word, self.counts.get(word, 1)
        while name in self.taken:
            number += 1
            name = f"{word}#{number}"
        self.taken.add(name)
        self.counts[word] = number
        return name


def _word(name):
    return re.sub(r"[^\w.]+", "_", name)


def _checked(other):
    if not isinstance(other, Graph):
        raise TypeError(f"a Graph is needed, from graph_of(tensor) or graph([...]), not a {type(other).__name__}")
    return other


WORD = re.compile(r"(?P<id>[\w.]+(?:#\d+)?)\s*(?P<flag>\(no grad\))?\s*(?:\[(?P<output>\d+)\])?")


def graph(arrows):
    """Return the Graph that somebody wrote down, to be compared with what autograd recorded.

    arrows: a list of texts, or one text of several lines, such as "w -> Mul -> Add -> loss". What begins with a capital
    letter and is pointed to is an operation: "Mul" means any kind of MulBackward; a second one is written "Mul#2".
    "MulBackward0" is one in any case. Any other name is a tensor: a leaf if nothing points to it ("x (no grad)" if it
    does not require grad), else the result of the operation that points to it. "Unbind[1]" is the second result of an
    operation. The inputs of an operation come in the order in which they are written. A name alone says that the graph
    ends there, too. Raises ValueError for what cannot be a graph, and says why.
    """
    lines = arrows.splitlines() if isinstance(arrows, str) else list(arrows)
    pairs, flags, words, alone = [], {}, {}, []
    for line in filter(None, map(str.strip, lines)):
        parts = [_parsed(part, line) for part in line.split("->")]
        for name, flag, _ in parts:
            words[name] = None
            flags[name] = flags.get(name, True) and not flag
        pairs += [(tail, output, head) for (tail, _, output), (head, _, _) in pairwise(parts)]
        alone += [(parts[0][0], parts[0][2])] if len(parts) == 1 else []
    if not words:
        raise ValueError('a graph needs at least one arrow, such as "w -> Mul"')
    _check_no_circle(words, pairs)
    makers = {}  # a tensor that is pointed to -> (operation, which of its results)
    operations = {name for name in words if re.search(r"Backward\d*(#\d+)?$", name)}
    operations |= {head for _, _, head in pairs if head[0].isupper()}
    operations |= {tail for tail, _, head in pairs if tail[0].isupper() and head not in operations}
    for tail, output, head in pairs:
        if head in operations:
            continue
        if tail not in operations:
            raise ValueError(
                f"{tail} -> {head}: between two tensors stands the operation that makes the second of the first. Names "
                "of operations begin with a capital letter, such as Mul or MulBackward0"
            )
        if head in makers:
            raise ValueError(f"two arrows point to the tensor {head}, and only one operation can have made it")
        makers[head] = (tail, output)
    for name, flag in flags.items():
        if not flag and (name in operations or name in makers):
            raise ValueError(f'"{name} (no grad)": only leaves are marked so, and something points to {name}')
    nodes = {
        name: Node(re.sub(r"#\d+$", "", name)) if name in operations else Node("leaf", flags[name], name)
        for name in words
        if name not in makers
    }
    edges, counts = [], {}
    for tail, output, head in pairs:
        if head in operations:
            maker, number = makers.get(tail, (tail, output))
            edges.append(Edge(maker, head, counts.setdefault(head, 0), number))
            counts[head] += 1
    tails = {tail for tail, _, _ in pairs}
    ends = [(*made, name) for name, made in makers.items() if name not in tails]
    ends += [(*makers[name], name) if name in makers else (name, output, None) for name, output in alone]
    known = {edge.tail for edge in edges} | {end[0] for end in ends}
    ends += [(name, None, None) for name in nodes if name not in known]
    return Graph(nodes, edges, ends, written=True)


def _parsed(part, line):
    match = WORD.fullmatch(part.strip())
    if match is None:
        raise ValueError(f'cannot read {part.strip()!r} in {line!r}: write arrows as "w -> Mul -> loss"')
    output = match["output"]
    return match["id"], bool(match["flag"]), None if output is None else int(output)


def _check_no_circle(words, pairs):
    heads, missing = {word: [] for word in words}, dict.fromkeys(words, 0)
    for tail, _, head in pairs:
        heads[tail].append(head)
        missing[head] += 1
    ready = [word for word in words if not missing[word]]
    while ready:
        for head in heads[ready.pop()]:
            missing[head] -= 1
            if not missing[head]:
                ready.append(head)
    around = [word for word, count in missing.items() if count]
    if around:
        raise ValueError(f"the arrows go round in a circle, through {', '.join(around[:4])}: name a second one Mul#2")
