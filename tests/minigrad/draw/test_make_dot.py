"""The pictures: structure, text, both renderers, and hostile labels."""

import importlib.util
import re
import shutil
import xml.etree.ElementTree as ET

import graphviz
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as mg
from minigrad import draw

BACKENDS = [mg]
if importlib.util.find_spec("torch"):
    import torch

    BACKENDS.append(torch)

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=BACKENDS, ids=lambda backend: backend.__name__)
def backend(request):
    return request.param


@pytest.fixture
def builtin(monkeypatch):
    monkeypatch.setenv("MINIGRAD_RENDERER", "builtin")


def line(backend):
    w = backend.tensor([1.0, 2.0], requires_grad=True)
    b = backend.tensor(0.5, requires_grad=True)
    x = backend.tensor([3.0, 4.0])
    loss = (w * x + b).sum()
    return draw.make_dot(loss, params={"w": w, "b": b, "x": x, "loss": loss})


def test_the_text_is_the_tree_from_the_result_back_to_the_leaves(backend):
    assert str(line(backend)).splitlines() == [
        "loss  () · requires grad",
        "└─ SumBackward0",
        "   └─ AddBackward0",
        "      ├─ MulBackward0",
        "      │  ├─ w: leaf  (2,) · requires grad",
        "      │  └─ (an input that needs no gradient)",
        "      └─ b: leaf  () · requires grad",
        "not in the graph: x: leaf  (2,) · no grad",
    ]


def test_arrows_are_the_next_functions(backend):
    x = backend.tensor(2.0, requires_grad=True)
    y = x * x
    z = y.exp() + y * 3
    graph = draw.make_dot(z)
    kinds = {box.id: box.lines[0] for box in graph.boxes}
    arrows = sorted((kinds[arrow.tail], kinds[arrow.head]) for arrow in graph.arrows)
    assert arrows == sorted(
        [
            ("leaf", "MulBackward0"),
            ("leaf", "MulBackward0"),
            ("MulBackward0", "ExpBackward0"),
            ("MulBackward0", "MulBackward0"),
            ("no gradient", "MulBackward0"),
            ("ExpBackward0", "AddBackward0"),
            ("MulBackward0", "AddBackward0"),
            ("AddBackward0", "result"),
        ]
    )


def test_parameters_are_named_and_frozen_ones_stand_apart(backend):
    model = backend.nn.Sequential(backend.nn.Linear(2, 3), backend.nn.ReLU(), backend.nn.Linear(3, 1))
    model[0].requires_grad_(False)
    graph = draw.make_dot(model(backend.ones(1, 2)).sum(), params=model)
    kinds = {box.lines[0]: box.kind for box in graph.boxes}
    assert kinds["0.weight"] == kinds["0.bias"] == "frozen"
    assert kinds["2.weight"] == kinds["2.bias"] == "leaf-grad"
    assert "not in the graph: 0.weight: leaf" in str(graph)


def test_saved_tensors_and_attributes(backend):
    x = backend.tensor([1.0, 2.0], requires_grad=True)
    y = x.exp().sum()
    text = str(draw.make_dot(y, show_saved=True, show_attrs=True))
    assert "saved result  (2,)" in text
    assert "self_sym_sizes" in text
    y.backward()
    assert "result: (freed by backward)" in str(draw.make_dot(y, show_attrs=True))


def test_a_leaf_alone_is_one_box(backend):
    assert str(draw.make_dot(backend.ones(2))) == "leaf  (2,) · no grad"


def test_what_is_no_tensor_is_refused():
    with pytest.raises(TypeError, match="draws the graph of a tensor, and this is a int"):
        draw.make_dot(3)
    with pytest.raises(TypeError, match=r"params\['w'\] must be a tensor"):
        draw.make_dot(mg.ones(1), params={"w": 3})


def test_a_notebook_gets_a_picture_and_a_text(builtin):
    graph = line(mg)
    bundle = graph._repr_mimebundle_()
    assert bundle["text/plain"] == str(graph)
    assert bundle["image/svg+xml"].startswith("<svg")
    assert set(graph._repr_mimebundle_(include=["text/plain"])) == {"text/plain"}
    assert set(graph._repr_mimebundle_(exclude=["text/plain"])) == {"image/svg+xml"}


def test_without_dot_the_picture_is_drawn_all_the_same(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("MINIGRAD_RENDERER", raising=False)
    assert line(mg).svg() == line(mg).svg()
    assert ET.fromstring(line(mg).svg()).tag == SVG + "svg"
    monkeypatch.setenv("MINIGRAD_RENDERER", "dot")
    with pytest.raises(graphviz.ExecutableNotFound):
        line(mg).svg()
    monkeypatch.setenv("MINIGRAD_RENDERER", "crayon")
    with pytest.raises(ValueError, match="'dot' or 'builtin', not 'crayon'"):
        line(mg).svg()


def parts(svg):
    """Return {id: (classes, words)} for every node, and the number of edges."""
    root = ET.fromstring(svg[svg.index("<svg") :])
    nodes, edges = {}, 0
    for group in root.iter(SVG + "g"):
        classes = group.get("class", "").split()
        if "node" in classes:
            nodes[group.get("id")] = (classes, [text.text.strip() for text in group.iter(SVG + "text")])
        edges += "edge" in classes
    return nodes, edges


if shutil.which("dot"):

    def test_dot_and_the_builtin_writer_give_the_same_ids_classes_and_words(monkeypatch):
        drawn = {}
        for renderer in ("dot", "builtin"):
            monkeypatch.setenv("MINIGRAD_RENDERER", renderer)
            drawn[renderer] = parts(line(mg).svg())
        assert drawn["dot"] == drawn["builtin"]


def boxes_of(svg):
    """Return the outer rectangle of every node as (left, top, right, bottom)."""
    root = ET.fromstring(svg)
    for group in root.iter(SVG + "g"):
        if "node" not in group.get("class", "").split():
            continue
        shape = next(child for child in group if child.tag in (SVG + "rect", SVG + "ellipse"))
        value = {key: float(shape.get(key, 0)) for key in ("x", "y", "width", "height", "cx", "cy", "rx", "ry")}
        if shape.tag == SVG + "ellipse":
            yield (
                value["cx"] - value["rx"],
                value["cy"] - value["ry"],
                value["cx"] + value["rx"],
                value["cy"] + value["ry"],
            )
        else:
            yield (value["x"], value["y"], value["x"] + value["width"], value["y"] + value["height"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from("+*")), min_size=1, max_size=14))
def test_no_two_boxes_overlap_and_none_is_cut_off(program):
    values = [mg.tensor(1.0, requires_grad=True), mg.tensor(2.0, requires_grad=True), mg.tensor(3.0)]
    for first, second, operation in program:
        a, b = values[first % len(values)], values[-1 - second % len(values)]
        values.append(a + b if operation == "+" else a * b)
    graph = draw.make_dot(values[-1], params={f"v{k}": value for k, value in enumerate(values)})
    svg = draw.digraph.svg.svg(graph.boxes, graph.arrows)
    width, height = (float(n) for n in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    rectangles = list(boxes_of(svg))
    assert len(rectangles) == len(graph.boxes)
    for k, (left, top, right, bottom) in enumerate(rectangles):
        assert left >= -0.1 and top >= -0.1 and right <= width and bottom <= height
        for other in rectangles[k + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


@pytest.mark.parametrize("name", ["<b>&amp;", 'quote " and \\N \\l', "line\nbreak", "a|b{c}", "שלום", "x" * 10_000])
def test_odd_names_are_escaped_and_shortened(builtin, name):
    x = mg.tensor(1.0, requires_grad=True)
    graph = draw.make_dot(x * 2, params={name: x})
    shown = next(box.lines[0] for box in graph.boxes if box.kind == "leaf-grad")
    assert len(shown) <= 40
    assert "\n" not in shown
    words = [text for _, texts in parts(graph.svg())[0].values() for text in texts]
    assert shown in words
    assert len(graph.source) < 3000


def test_the_legend_names_every_kind(builtin):
    legend = draw.legend()
    assert "leaf that requires grad" in str(legend)
    assert len(parts(legend.svg())[0]) == len(str(legend).splitlines())


def test_graphviz_methods_work():
    graph = line(mg)
    assert graph.source.startswith("digraph")
    assert graph.copy().source == graph.source
