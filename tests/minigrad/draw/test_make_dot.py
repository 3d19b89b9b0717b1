"""make_dot: structure and text of the picture."""

import importlib.util
import inspect
import re

import pytest

import minigrad as mg
from minigrad import draw


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
            ("x", "MulBackward0"),
            ("x", "MulBackward0"),
            ("MulBackward0", "ExpBackward0"),
            ("MulBackward0", "MulBackward0"),
            ("no gradient", "MulBackward0"),
            ("ExpBackward0", "AddBackward0"),
            ("MulBackward0", "AddBackward0"),
            ("AddBackward0", "z"),
        ]
    )


def test_arrows_say_where_a_gradient_can_come_back(backend):
    x = backend.tensor(2.0, requires_grad=True)
    y = (x * 3).exp()
    graph = draw.make_dot(y, show_saved=True, show_grad=True)
    kinds = {box.id: box.kind for box in graph.boxes}
    assert {(kinds[arrow.tail], arrow.kind) for arrow in graph.arrows} == {
        ("operation", "flow"),
        ("leaf-grad", "flow"),
        ("untracked", "unrecorded"),
        ("saved", "saved"),
        ("gradient", "gradient"),
    }


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


def test_several_tensors_are_drawn_as_one_graph(backend):
    x = backend.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    for several in ((y, y.sum(), x), [y, y.sum(), x]):
        graph = draw.make_dot(several)
        assert [next(box for box in graph.boxes if box.id == end).lines[0] for end in graph.result] == [
            "y",
            "result",
            "x",
        ]
        assert str(graph).splitlines() == [
            "y  (2,) · requires grad",
            "└─ MulBackward0  (#1)",
            "   ├─ x: leaf  (2,) · requires grad  (#2)",
            "   └─ (an input that needs no gradient)",
            "result  () · requires grad",
            "└─ SumBackward0",
            "   └─ MulBackward0  (#1, see above)",
            "x: leaf  (2,) · requires grad  (#2, see above)",
        ]
    assert str(draw.make_dot((y,))) == str(draw.make_dot(y))


def test_which_output_of_an_operation_is_said_where_there_are_several(backend):
    x = backend.tensor([1.0, 2.0], requires_grad=True)
    first, second = x.unbind()
    assert str(draw.make_dot(second - first)).splitlines() == [
        "result  () · requires grad",
        "└─ SubBackward0",
        "   ├─ output 1: UnbindBackward0  first · ()  second · () · output 1  (#1)",
        "   │  └─ x: leaf  (2,) · requires grad",
        "   └─ output 0: UnbindBackward0  first · ()  second · () · output 1  (#1, see above)",
    ]


def test_a_view_is_drawn_with_what_it_is_a_view_of(backend):
    x = backend.tensor([1.0, 2.0], requires_grad=True)
    shares = [arrow for arrow in draw.make_dot(x.view(2, 1)).arrows if arrow.kind == "shares"]
    assert len(shares) == 1
    y = x * 2
    y.mul_(3)
    assert str(draw.make_dot(y.view(2, 1))).splitlines() == [
        "result  (2, 1) · requires grad",
        "├─ ViewBackward0",
        "│  └─ MulBackward0  y · (2,)  (#1)",
        "│     ├─ MulBackward0",
        "│     │  ├─ x: leaf  (2,) · requires grad",
        "│     │  └─ (an input that needs no gradient)",
        "│     └─ (an input that needs no gradient)",
        "└─ (shares storage) storage: y  (2,) · version 1",
        "   └─ MulBackward0  y · (2,)  (#1, see above)",
    ]


def test_a_write_into_a_view_is_in_the_graph(backend):
    x = backend.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y[0].mul_(3)
    assert "CopySlices" in str(draw.make_dot(y.sum()))


def test_custom_functions_show_what_they_saved(backend):
    class Square(backend.autograd.Function):
        @staticmethod
        def forward(ctx, a):
            ctx.save_for_backward(a, a + 1)
            return a * a

        @staticmethod
        def backward(ctx, grad):
            return grad * 2 * ctx.saved_tensors[0]

    x = backend.tensor([1.0, 2.0], requires_grad=True)
    y = Square.apply(x).sum()
    saved = [box.lines for box in draw.make_dot(y).boxes if box.kind == "saved"]
    assert saved == [("saved tensors[0]", "(2,)"), ("saved tensors[1]", "(2,)")]
    assert "SquareBackward" in str(draw.make_dot(y))
    y.backward()
    assert "(freed by backward)" in str(draw.make_dot(y))


def test_retained_gradients_are_said(backend):
    x = backend.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y.retain_grad()
    z = y.sum()
    assert "MulBackward0  y · (2,) · retains grad" in str(draw.make_dot(z))
    assert "retains grad" not in str(draw.make_dot(z, params={}))
    assert str(draw.make_dot(y)).startswith("y  (2,) · requires grad · retains grad")


def test_long_attributes_and_lists_of_saved_tensors(backend):
    x = backend.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x[[0, 2]].clamp(min=0.1)
    text = str(draw.make_dot(y, show_attrs=True, max_attr_chars=5))
    assert "max: None" in text
    picture = draw.make_dot(y, show_attrs=True, max_attr_chars=5)
    values = [line.partition(": ")[2] for box in picture.boxes for line in box.lines if ": " in line]
    assert values and max(map(len, values)) == 5
    assert "saved self  (2,)" in str(draw.make_dot(y, show_saved=True))


def test_drawing_disturbs_nothing(backend):
    x = backend.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).exp()
    before = (y._version, x._version, x.grad, y.requires_grad, y.retains_grad)
    draw.make_dot(y, show_attrs=True, show_saved=True)
    draw.graph_of(y)
    assert (y._version, x._version, x.grad, y.requires_grad, y.retains_grad) == before
    y.sum().backward()
    draw.make_dot(y, show_attrs=True, show_saved=True)
    assert x.grad.tolist() == pytest.approx([2 * 2.718281828, 4 * 54.59815])


def test_a_leaf_alone_is_one_box(backend):
    assert str(draw.make_dot(backend.ones(2))) == "leaf  (2,) · no grad"


def test_what_is_no_tensor_is_refused():
    with pytest.raises(TypeError, match="draws the graph of a tensor, and this is a int"):
        draw.make_dot(3)
    with pytest.raises(TypeError, match="draws the graph of a tensor, and this is a str"):
        draw.make_dot([mg.ones(1), "x"])
    with pytest.raises(ValueError, match="make_dot needs at least one tensor"):
        draw.make_dot([])
    with pytest.raises(TypeError, match=r"params\['w'\] must be a tensor"):
        draw.make_dot(mg.ones(1), params={"w": 3})


if all(importlib.util.find_spec(name) for name in ("torch", "torchviz", "distutils")):

    @pytest.mark.filterwarnings("ignore:distutils:DeprecationWarning")
    @pytest.mark.parametrize("several", [False, True])
    def test_torchviz_draws_the_same_nodes_and_arrows(several):
        import torch
        import torchviz

        model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2))
        y = model(torch.ones(4, 2, requires_grad=True))
        first, second = y.unbind(1)
        var = (first * second, second.exp(), y.view(8)) if several else (first * second).sum()
        params = dict(model.named_parameters())
        source = "".join(torchviz.make_dot(var, params).body)
        words = {
            name: label.split("\\n")[0].strip() for name, label in re.findall(r"(\d+) \[label=\"?([^\"\]]*)", source)
        }
        found = re.findall(r"(\d+) -> (\d+)", source)
        merged = {tail for tail, head in found if words[head] == "AccumulateGrad"}  # a leaf and its node: one box here
        ours = draw.make_dot(var, params, fold=False)
        kinds = {box.id: box.kind for box in ours.boxes}
        assert len(words) - len(merged) == sum(kind != "untracked" for kind in kinds.values())
        assert len(found) - len(merged) == sum(kinds[arrow.tail] != "untracked" for arrow in ours.arrows)
        names = sorted(word for word in words.values() if word.endswith(tuple("0123456789")))
        assert names == sorted(box.lines[0] for box in ours.boxes if box.kind == "operation")

    def test_the_arguments_are_torchvizs_and_one_more():
        import torchviz

        theirs = list(inspect.signature(torchviz.make_dot).parameters.values())
        assert list(inspect.signature(draw.make_dot).parameters.values())[: len(theirs)] == theirs
