"""Are two graphs the same, and if not, what distinguishes them?

A colour is given to each node: a number that stands for all that lies before it, and then also for all that comes after
it. Equal nodes of equal graphs have equal colours. What that leaves open, networkx decides.
"""

import functools
import re
from collections import Counter

COMMUTATIVE = {"Add", "Mul", "Maximum", "Minimum", "Logaddexp"}
SENTENCES = 10  # a longer list helps nobody
PAIRS = 2_500  # of nodes that are tried to be matched by their neighbours


def networkx():
    try:
        import networkx
    except ImportError as error:
        raise ImportError(
            "comparing graphs needs the package networkx, which is not installed: pip install networkx"
        ) from error
    return networkx


def is_isomorphic(one, two, names=False, order=True):
    """See Graph.is_isomorphic."""
    sides = _Sides(one, two, names, order)
    first, second = (Counter(side.colours.values()) for side in sides.both)
    if first != second:
        return False
    if max(first.values(), default=0) <= 1:  # each node has its like, and colours tell of all arrows
        return True
    nx = networkx()
    drawn = []
    for side in sides.both:  # an arrow becomes a node, so that what it says is compared, and how many there are
        graph = nx.DiGraph()
        for name, colour in side.colours.items():
            graph.add_node(name, colour=colour)
        for k, edge in enumerate(side.graph.edges):
            graph.add_node(k, colour=side.label(edge))
            graph.add_edge(edge.tail, k)
            graph.add_edge(k, edge.head)
        drawn.append(graph)
    return nx.vf2pp_is_isomorphic(*drawn, node_label="colour")


class _Side:
    """One of the two graphs, with what of it is compared."""

    def __init__(self, graph, kinds, common, ranks, outputs, order):
        self.graph, self.outputs, self.order = graph, outputs, order
        self.inputs, self.users = {n: [] for n in graph.nodes}, {n: [] for n in graph.nodes}
        for edge in sorted(graph.edges, key=lambda edge: edge.position):
            self.inputs[edge.head].append(edge)
            self.users[edge.tail].append(edge)
        self.positions = {
            edge: rank if ranks else edge.position for edges in self.inputs.values() for rank, edge in enumerate(edges)
        }
        self.ends = Counter()
        for node, output, _ in graph.results:
            self.ends[node, (output or 0) if outputs else None] += 1
        self.kind = {
            name: ("leaf", node.requires_grad, node.name if node.name in common else None)
            if node.is_leaf
            else ("operation", stem(node.kind) if stem(node.kind) in kinds else node.kind)
            for name, node in graph.nodes.items()
        }

    def label(self, edge):
        """Return what is compared of an arrow: which input it is, where that matters, and which result."""
        matters = self.order and stem(self.graph.nodes[edge.head].kind) not in COMMUTATIVE
        return (self.positions[edge] if matters else -1, (edge.output or 0) if self.outputs else -1)

    def sorted_by_arrows(self):
        missing = {name: len(edges) for name, edges in self.inputs.items()}
        ready, order = [name for name, count in missing.items() if not count], []
        while ready:
            order.append(ready.pop())
            for edge in self.users[order[-1]]:
                missing[edge.head] -= 1
                if not missing[edge.head]:
                    ready.append(edge.head)
        return order

    def colour(self, known):
        """Set `before` and `colours`. known: {description: colour}, shared by both sides."""
        order, self.before, self.colours = self.sorted_by_arrows(), {}, {}

        def number(*description):
            return known.setdefault(description, len(known))

        for name in order:
            inputs = sorted((self.label(edge), self.before[edge.tail]) for edge in self.inputs[name])
            self.before[name] = number("before", self.kind[name], tuple(inputs))
        for name in reversed(order):
            users = sorted((self.label(edge), self.colours[edge.head]) for edge in self.users[name])
            ends = sorted((str(output), n) for (node, output), n in self.ends.items() if node == name)
            self.colours[name] = number("all", self.before[name], tuple(users), tuple(ends))


class _Sides:
    """Both graphs, with what of them is compared: it depends on both."""

    def __init__(self, one, two, names, order):
        written = [graph for graph in (one, two) if graph.written]
        short = {node.kind for graph in written for node in graph.nodes.values() if node.kind == stem(node.kind)}
        called = [{node.name for node in graph.nodes.values() if node.is_leaf} - {None} for graph in (one, two)]
        common = called[0] & called[1] if names else set()
        said = all(any(edge.output is not None for edge in graph.edges) for graph in written)
        self.both = [_Side(graph, short, common, bool(written), said, order) for graph in (one, two)]
        known = {}
        for side in self.both:
            side.colour(known)


@functools.cache
def stem(kind):
    """Return "Mul" for "MulBackward0"."""
    return re.sub(r"Backward\d*$", "", kind)


# What distinguishes them


def difference(mine, theirs, names=True, order=True):
    """See Graph.difference."""
    if is_isomorphic(mine, theirs, names, order):
        return ""
    sides = _Sides(mine, theirs, names, order)
    pairs = _matched(*sides.both, names)
    sentences = [s for about in (_about_nodes, _about_arrows, _about_results) for s in about(*sides.both, pairs)]
    if len(sentences) > SENTENCES:
        sentences = [*sentences[:SENTENCES], f"... and {len(sentences) - SENTENCES} differences more."]
    return "\n".join(sentences)


def _matched(mine, theirs, names):
    """Return {node of mine: the node of theirs that it most probably is}: by name, by colour, then by neighbours."""
    pairs, taken = {}, set()

    def match(key):
        waiting = {}
        for name in theirs.graph.nodes:
            if name not in taken and key(theirs, name) is not None:
                waiting.setdefault(key(theirs, name), []).append(name)
        for name in mine.graph.nodes:
            found = waiting.get(key(mine, name)) if name not in pairs else None
            if found:
                pairs[name] = found.pop(0)
                taken.add(pairs[name])

    if names:
        match(lambda side, name: side.graph.nodes[name].name if side.graph.nodes[name].is_leaf else None)
    match(lambda side, name: side.colours[name])
    match(lambda side, name: side.before[name])
    while True:
        left = [name for name in mine.graph.nodes if name not in pairs]
        free = [name for name in theirs.graph.nodes if name not in taken]
        if not left or not free or len(left) * len(free) > PAIRS:
            break
        scores = [
            (_likeness(mine, theirs, a, b, pairs), -i, -j)
            for i, a in enumerate(left)
            for j, b in enumerate(free)
            if mine.kind[a][:2] == theirs.kind[b][:2]
        ]
        if not scores:
            break
        _, i, j = max(scores)
        pairs[left[-i]] = free[-j]
        taken.add(free[-j])
    match(lambda side, name: side.kind[name])
    return pairs


def _likeness(mine, theirs, a, b, pairs):
    """Return how many neighbours the two have in common, as far as they are matched."""
    before = Counter(pairs.get(edge.tail) for edge in mine.inputs[a]) & Counter(edge.tail for edge in theirs.inputs[b])
    after = Counter(pairs.get(edge.head) for edge in mine.users[a]) & Counter(edge.head for edge in theirs.users[b])
    return before.total() + after.total()


def _about_nodes(mine, theirs, pairs):
    sentences = []
    for name, node in mine.graph.nodes.items():
        if name in pairs:
            other = theirs.graph.nodes[pairs[name]]
            if node.is_leaf and node.requires_grad != other.requires_grad:
                flags = ["does not require grad", "requires grad"][:: 1 if other.requires_grad else -1]
                sentences.append(f"In your graph the leaf {name} {flags[0]}; in what autograd recorded it {flags[1]}.")
        elif not node.is_leaf:
            sentences.append(f"Your graph has an operation {name}{_where(mine, name)} that autograd did not record.")
        elif node.requires_grad:
            sentences.append(f"Your graph has a leaf {name} that autograd did not record: no gradient goes there.")
        else:
            sentences.append(
                f"Your graph has a leaf {name} that autograd did not record: it does not require grad, so no gradient "
                "goes there."
            )
    found = set(pairs.values())
    for name, node in theirs.graph.nodes.items():
        if name not in found:
            what = f"a leaf {name}" if node.is_leaf else f"an operation {name}"
            sentences.append(f"Autograd recorded {what}{_where(theirs, name)} that your graph lacks.")
    return sentences


def _where(side, name):
    before = ", ".join(dict.fromkeys(edge.tail for edge in side.inputs[name]))
    after = ", ".join(dict.fromkeys(edge.head for edge in side.users[name]))
    words = ([f"from {before}"] if before else []) + ([f"to {after}"] if after else [])
    return f" ({' '.join(words)})" if words else ""


def _about_arrows(mine, theirs, pairs):
    sentences, back = [], {b: a for a, b in pairs.items()}
    ours = Counter((edge.tail, edge.head) for edge in mine.graph.edges)
    others = Counter(
        (back[edge.tail], back[edge.head]) for edge in theirs.graph.edges if edge.tail in back and edge.head in back
    )
    for tail, head in dict.fromkeys([*ours, *others]):
        a, b = ours[tail, head], others[tail, head]
        if a == b or tail not in pairs or head not in pairs:
            continue
        if a and b:
            sentences.append(f"Your graph has {_arrows(a)} {tail} -> {head}, and autograd recorded {b}.")
        elif a:
            sentences.append(f"Your graph has an arrow {tail} -> {head} that autograd did not record.")
        else:
            sentences.append(f"Autograd recorded an arrow {tail} -> {head} that your graph lacks.")
    for name, other in pairs.items():
        yours = [(mine.label(edge), edge.tail) for edge in mine.inputs[name]]
        recorded = [(theirs.label(edge), back.get(edge.tail)) for edge in theirs.inputs[other]]
        same = Counter(tail for _, tail in yours) == Counter(tail for _, tail in recorded)
        if same and sorted(yours) != sorted(recorded):
            words = [", ".join(_input(label, tail) for label, tail in sorted(side)) for side in (yours, recorded)]
            sentences.append(f"The inputs of {name} are {words[0]} in your graph, and autograd recorded {words[1]}.")
    return sentences


def _arrows(count):
    return "1 arrow" if count == 1 else f"{count} arrows"


def _input(label, tail):
    return tail + (f"[{label[1]}]" if label[1] > 0 else "")


def _about_results(mine, theirs, pairs):
    ends = [Counter({(pairs.get(n, n), o): k for (n, o), k in mine.ends.items()}), theirs.ends]
    if ends[0] == ends[1] or any(node not in pairs for node, _ in mine.ends):
        return []
    back = {b: a for a, b in pairs.items()}
    words = [
        ", ".join(dict.fromkeys(_input((0, output or 0), node) for node, output in side))
        for side in (mine.ends, {(back.get(node, node), output): 1 for node, output in theirs.ends})
    ]
    return [f"Your graph ends in {words[0]}, and what autograd recorded ends in {words[1]}."]
