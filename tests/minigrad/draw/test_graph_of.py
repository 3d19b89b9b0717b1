"""Graphs as data: recorded, written down, compared."""

import importlib.util
import itertools
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as mg
from minigrad import draw
from minigrad.draw.data import Edge, Graph, Node


def line(backend):
    w = backend.tensor([1.0, 2.0], requires_grad=True)
    b = backend.tensor(0.5, requires_grad=True)
    x = backend.tensor([3.0, 4.0])
    loss = (w * x - b).sum()
    return draw.graph_of(loss)


def test_nodes_and_edges_are_those_that_autograd_recorded(backend):
    graph = line(backend)
    assert graph.nodes == {
        "w": Node("leaf", True, "w"),
        "b": Node("leaf", True, "b"),
        "MulBackward0": Node("MulBackward0"),
        "SubBackward0": Node("SubBackward0"),
        "SumBackward0": Node("SumBackward0"),
    }
    assert graph.edges == [
        Edge("w", "MulBackward0", 0),
        Edge("MulBackward0", "SubBackward0", 0),
        Edge("b", "SubBackward0", 1),
        Edge("SubBackward0", "SumBackward0", 0),
    ]
    assert graph.results == [("SumBackward0", 0, "loss")]
    assert str(graph).splitlines() == [
        "w -> MulBackward0",
        "MulBackward0 -> SubBackward0",
        "b -> SubBackward0",
        "SubBackward0 -> SumBackward0",
        "SumBackward0 -> loss",
    ]
    assert repr(graph) == "Graph(5 nodes, 4 edges)"


def test_a_leaf_alone_several_results_and_outputs(backend):
    x = backend.ones(2)
    assert draw.graph_of(x).nodes == {"x": Node("leaf", False, "x")}
    assert str(draw.graph_of(x)) == "x (no grad)"
    y = backend.ones(2, requires_grad=True)
    first, second = y.unbind()
    graph = draw.graph_of([first * second, y])
    assert graph.results == [("MulBackward0", 0, None), ("y", 0, "y")]
    assert [edge.output for edge in graph.edges if edge.tail == "UnbindBackward0"] == [0, 1]


def test_graphs_with_several_results_can_be_written_down(backend):
    x = backend.ones(2, requires_grad=True)
    y = x * 2
    graph = draw.graph_of([y.sum(), y.mean(), y, x])
    assert str(graph).splitlines() == [
        "x -> MulBackward0",
        "MulBackward0 -> SumBackward0",
        "MulBackward0 -> MeanBackward0",
        "SumBackward0 -> result",
        "MeanBackward0 -> result#2",
        "MulBackward0 -> y",
        "x",
    ]
    assert draw.graph(str(graph)).is_isomorphic(graph)
    assert draw.graph("x -> Mul -> Sum -> s\nMul -> y -> Mean -> m\ny\nx").is_isomorphic(graph)
    assert draw.graph("x -> Mul -> Sum -> s\nMul -> Mean -> m\nx").difference(graph) == (
        "Your graph ends in Sum, Mean, x, and what autograd recorded ends in Sum, Mean, Mul, x."
    )


def test_an_operation_without_inputs_is_one_all_the_same(backend):
    assert draw.graph("MulBackward0 -> y").nodes == draw.graph("MulBackward0").nodes
    assert draw.graph("Mul -> y").nodes == {"Mul": Node("Mul")}
    assert draw.graph("W -> Mul -> Y").nodes["W"].is_leaf
    y = backend.ones(2, 2, requires_grad=True) * 2
    view = y.t()
    y.detach_()
    assert draw.graph(str(draw.graph_of(view))).difference(draw.graph_of(view)) == ""


def test_the_networkx_graph_has_all_of_it(backend):
    import networkx

    graph = line(backend).to_networkx()
    assert type(graph) is networkx.MultiDiGraph
    assert graph.nodes["w"] == {"kind": "leaf", "requires_grad": True, "name": "w"}
    assert graph.get_edge_data("b", "SubBackward0") == {0: {"position": 1, "output": 0}}
    assert graph.graph["results"] == [("SumBackward0", 0, "loss")]


def test_what_is_no_tensor_or_no_graph_is_refused():
    with pytest.raises(TypeError, match="graph_of draws the graph of a tensor, and this is a int"):
        draw.graph_of(3)
    with pytest.raises(TypeError, match="a Graph is needed"):
        line(mg).is_isomorphic("w -> Mul")
    with pytest.raises(TypeError, match="a Graph is needed"):
        line(mg).difference(mg.ones(1))


def test_without_networkx_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(ImportError, match="pip install networkx"):
        line(mg).to_networkx()


# Comparing


def test_flags_kinds_order_and_multiplicity_count(backend):
    x, y = backend.ones(2, requires_grad=True), backend.ones(2, requires_grad=True)
    same = [(x - y, y - x), (x * y, y * x), ((x + y) * y, x * (x + y))]
    for one, two in same:
        assert draw.graph_of(one).is_isomorphic(draw.graph_of(two))
    different = [
        (x - y.exp(), y.exp() - x),
        (x - y, x + y),
        (x * x, x * y),
        (x - 1, 1 - x),
        (x * y, (x * y) * 1),
        (x, x.detach()),
    ]
    for one, two in different:
        assert not draw.graph_of(one).is_isomorphic(draw.graph_of(two))
        assert draw.graph_of(one).difference(draw.graph_of(two))
    assert draw.graph_of(x - y.exp()).is_isomorphic(draw.graph_of(y.exp() - x), order=False)


def test_a_flag_that_was_switched_off_afterwards_counts(backend):
    x = backend.ones(2, requires_grad=True)
    y = x * 2
    before = draw.graph_of(y)
    x.requires_grad_(False)
    assert not draw.graph_of(y).is_isomorphic(before)
    assert draw.graph_of(y).difference(before) == (
        "In your graph the leaf x does not require grad; in what autograd recorded it requires grad."
    )


def test_names_count_where_asked_for(backend):
    w, b = backend.ones(2, requires_grad=True), backend.ones(2, requires_grad=True)
    one, two = draw.graph_of(w.exp() * b), draw.graph_of(b.exp() * w)
    assert one.is_isomorphic(two)
    assert not one.is_isomorphic(two, names=True)
    assert one.difference(two, names=False) == ""
    assert "w -> ExpBackward0" in one.difference(two)


@pytest.mark.parametrize(
    "arrows",
    [
        ["w -> Mul -> Sub -> Sum -> loss", "b -> Sub"],
        "w -> MulBackward0\nMulBackward0 -> SubBackward0\n\nb -> SubBackward0 -> SumBackward0",
        ["p -> Mul#1 -> product", "product -> Sub", "q -> Sub -> Sum -> result"],
    ],
)
def test_a_written_graph_is_recognised(backend, arrows):
    assert draw.graph(arrows).is_isomorphic(line(backend))
    assert line(backend).is_isomorphic(draw.graph(arrows))
    assert draw.graph(arrows).difference(line(backend)) == ""


WRONG = {
    "Your graph has a leaf x that autograd did not record: no gradient goes there.": [
        "w -> Mul -> Sub -> Sum -> loss", "x -> Mul", "b -> Sub",
    ],
    "Your graph has a leaf x that autograd did not record: it does not require grad, so no gradient goes there.": [
        "w -> Mul -> Sub -> Sum -> loss", "x (no grad) -> Mul", "b -> Sub",
    ],
    "Your graph has an arrow w -> Sub that autograd did not record.\n"
    "Autograd recorded an arrow w -> Mul that your graph lacks.": [
        "b -> Mul -> Sub -> Sum -> loss", "w -> Sub", "b -> Sub",
    ],
    "Your graph has an operation Exp (from Sub to Sum) that autograd did not record.\n"
    "Autograd recorded an arrow Sub -> Sum that your graph lacks.": [
        "w -> Mul -> Sub -> Exp -> Sum -> loss", "b -> Sub",
    ],
    "Autograd recorded an operation MulBackward0 (from w to SubBackward0) that your graph lacks.\n"
    "Your graph has an arrow w -> Sub that autograd did not record.": ["w -> Sub -> Sum -> loss", "b -> Sub"],
    "Your graph has 2 arrows b -> Sub, and autograd recorded 1.": [
        "w -> Mul -> Sub -> Sum -> loss", "b -> Sub", "b -> Sub",
    ],
    "The inputs of Sub are b, Mul in your graph, and autograd recorded Mul, b.": [
        "b -> Sub", "w -> Mul -> Sub -> Sum -> loss",
    ],
    "In your graph the leaf b does not require grad; in what autograd recorded it requires grad.": [
        "w -> Mul -> Sub -> Sum -> loss", "b (no grad) -> Sub",
    ],
    "Autograd recorded an operation SumBackward0 (from SubBackward0) that your graph lacks.": [
        "w -> Mul -> Sub -> loss", "b -> Sub",
    ],
}  # fmt: skip


@pytest.mark.parametrize("message", WRONG)
def test_the_difference_is_told_in_words(backend, message):
    found = draw.graph(WRONG[message]).difference(line(backend))
    assert set(message.split("\n")) <= set(found.split("\n"))
    assert not draw.graph(WRONG[message]).is_isomorphic(line(backend), names=True)


def test_a_long_list_of_differences_is_cut():
    many = draw.graph([f"x{k} -> Add -> Exp#{k + 1}" for k in range(30)])
    assert many.difference(line(mg)).splitlines()[-1].startswith("... and ")


@pytest.mark.parametrize(
    ("arrows", "message"),
    [
        ("w -> y", "between two tensors stands the operation"),
        ("w -> Mul -> Add -> Mul", "round in a circle, through Mul, Add"),
        ("", "at least one arrow"),
        ("w => Mul", "cannot read 'w => Mul'"),
        ("w -> -> Mul", "cannot read ''"),
        ("w -> Mul -> y\nw -> Add -> y", "two arrows point to the tensor y"),
        ("w -> Mul (no grad)", "only leaves are marked so"),
    ],
)
def test_what_cannot_be_a_graph_is_refused(arrows, message):
    with pytest.raises(ValueError, match=message):
        draw.graph(arrows)


# Against networkx's own comparison of multigraphs, and against relabelling


@st.composite
def graphs(draw_):
    """Small graphs of few kinds, so that many are nearly equal."""
    leaves = draw_(st.integers(1, 3))
    nodes = {f"v{k}": Node("leaf", draw_(st.booleans())) for k in range(leaves)}
    edges = []
    for k in range(draw_(st.integers(1, 5))):
        nodes[f"o{k}"] = Node(draw_(st.sampled_from(["SubBackward0", "MulBackward0"])))
        for position in range(draw_(st.integers(1, 2))):
            tail = draw_(st.sampled_from([name for name in nodes if name != f"o{k}"]))
            edges.append(Edge(tail, f"o{k}", position, draw_(st.integers(0, 1))))
    return Graph(nodes, edges, [(f"o{k}", 0, None)])


def same_by_networkx(one, two):
    networkx = importlib.import_module("networkx")
    drawn = []
    for graph in (one, two):
        other = networkx.MultiDiGraph()
        for name, node in graph.nodes.items():
            other.add_node(name, what=(node.kind, node.requires_grad, graph.results[0][0] == name))
        for edge in graph.edges:
            position = -1 if graph.nodes[edge.head].kind == "MulBackward0" else edge.position
            other.add_edge(edge.tail, edge.head, what=(position, edge.output))
        drawn.append(other)
    matcher = networkx.algorithms.isomorphism.MultiDiGraphMatcher(
        *drawn,
        node_match=lambda a, b: a == b,
        edge_match=lambda a, b: sorted(e["what"] for e in a.values()) == sorted(e["what"] for e in b.values()),
    )
    return matcher.is_isomorphic()


@settings(max_examples=150, deadline=None)
@given(graphs(), graphs())
def test_two_graphs_are_the_same_if_networkx_finds_them_so(one, two):
    expected = same_by_networkx(one, two)
    assert one.is_isomorphic(two) is expected
    assert (one.difference(two) == "") is expected


@settings(max_examples=100, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_other_ids_and_another_order_make_no_difference(graph, random):
    ids = list(graph.nodes)
    other = dict(zip(ids, random.sample([f"z{k}" for k in range(len(ids))], len(ids)), strict=True))
    nodes, edges = list(graph.nodes.items()), list(graph.edges)
    random.shuffle(nodes)
    random.shuffle(edges)
    again = Graph(
        {other[name]: node for name, node in nodes},
        [Edge(other[e.tail], other[e.head], e.position, e.output) for e in edges],
        [(other[graph.results[0][0]], 0, None)],
    )
    assert graph.is_isomorphic(again)
    assert graph.difference(again) == ""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from("+*-")), min_size=1, max_size=14))
def test_what_a_graph_says_of_itself_can_be_read_again(program):
    values = [mg.tensor(1.0, requires_grad=True), mg.tensor(2.0, requires_grad=True), mg.tensor(3.0)]
    for first, second, operation in program:
        a, b = values[first % len(values)], values[-1 - second % len(values)]
        values.append(a + b if operation == "+" else a * b if operation == "*" else a - b)
    graph = draw.graph_of(values[-1])
    again = draw.graph(str(graph))
    assert again.is_isomorphic(graph)
    assert str(again) == str(graph)


def test_large_graphs_are_compared_without_recursion():
    def chain(count, last):
        x = mg.ones(1, requires_grad=True)
        y = x
        for _ in range(count):
            y = (y * x).exp()
        return draw.graph_of(last(y))

    one, two, three = (chain(5_000, last) for last in (mg.sum, mg.sum, mg.mean))
    assert one.is_isomorphic(two)
    assert not one.is_isomorphic(three)
    assert "MeanBackward0" in one.difference(three)


def test_symmetric_graphs_are_compared_too(backend):
    leaves = [backend.ones(1, requires_grad=True) for _ in range(6)]
    pairs = [a * b for a, b in itertools.pairwise([*leaves, leaves[0]])]
    ring = draw.graph_of(sum(pairs[1:], pairs[0]))
    two_rings = [
        a * b for a, b in ((0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)) for a, b in [(leaves[a], leaves[b])]
    ]
    other = draw.graph_of(sum(two_rings[1:], two_rings[0]))
    assert ring.is_isomorphic(ring)
    assert not ring.is_isomorphic(other)
    assert ring.difference(other)
