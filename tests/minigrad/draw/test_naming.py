"""Names that make_dot finds by itself: of variables and modules in the calling code, and of a module's parameters."""

import contextlib
import gc
import weakref

import pytest

import minigrad as mg
from minigrad import draw

weight_of_the_file = mg.tensor([1.0, 2.0], requires_grad=True)


def leaves(picture):
    return sorted(box.lines[0] for box in picture.boxes if box.kind in ("leaf-grad", "leaf", "frozen"))


def test_tensors_get_the_names_of_the_callers_variables(backend):
    w = backend.tensor([1.0, 2.0], requires_grad=True)
    hidden = w * 2
    loss = hidden.exp().sum()
    apart = backend.ones(3, requires_grad=True) * 2
    picture = draw.make_dot(loss)
    assert str(picture).splitlines() == [
        "loss  () · requires grad",
        "└─ SumBackward0",
        "   └─ ExpBackward0",
        "      └─ MulBackward0  hidden · (2,)",
        "         ├─ w: leaf  (2,) · requires grad",
        "         └─ (an input that needs no gradient)",
    ]
    assert "apart" not in str(picture)
    assert apart.requires_grad


def test_given_names_are_the_only_ones(backend):
    w = backend.tensor(1.0, requires_grad=True)
    loss = w * 2
    assert "loss" not in str(draw.make_dot(loss, params={"weight": w}))
    assert leaves(draw.make_dot(loss, params={"weight": w})) == ["weight"]
    assert leaves(draw.make_dot(loss, params={})) == ["leaf"]


def test_global_names_count_and_local_ones_come_first():
    assert leaves(draw.make_dot(weight_of_the_file.sum())) == ["weight_of_the_file"]
    local = weight_of_the_file
    assert leaves(draw.make_dot(local.sum())) == ["local"]


def test_of_two_names_the_first_counts_and_underscores_do_not(backend):
    _w = backend.tensor(1.0, requires_grad=True)
    first = _w
    second = _w
    assert leaves(draw.make_dot(second * 2)) == ["first"]
    assert first is second


def test_names_are_found_in_a_namespace_that_is_not_of_a_function(backend):
    space = {"torch": backend, "draw": draw}
    exec("_ = torch.ones(2, requires_grad=True)\nx = _\n__ = x * 3\ny = __\npicture = draw.make_dot(y)", space)
    assert leaves(space["picture"]) == ["x"]
    assert space["picture"].boxes[0].lines[0] == "y"
    assert "y" in space


def test_names_are_found_from_within_a_comprehension(backend):
    w = backend.tensor(1.0, requires_grad=True)
    assert [leaves(draw.make_dot(w * k)) for k in range(2)] == [["w"], ["w"]]


def test_parameters_get_the_path_from_the_outermost_module(backend):
    layer = backend.nn.Linear(2, 3)
    model = backend.nn.Sequential(layer, backend.nn.Linear(3, 1))
    weight = model[1].weight
    assert leaves(draw.make_dot(model(backend.ones(1, 2)))) == [
        "model.0.bias",
        "model.0.weight",
        "model.1.bias",
        "model.1.weight",
    ]
    assert weight is model[1].weight
    assert layer is model[0]


def test_in_a_method_the_module_is_self(backend):
    class Net(backend.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = backend.nn.Linear(2, 1)

        def forward(self, x):
            y = self.layer(x)
            self.picture = draw.make_dot(y)
            return y

    net = Net()
    net(backend.ones(1, 2))
    assert leaves(net.picture) == ["self.layer.bias", "self.layer.weight"]


def test_a_module_that_is_not_ready_and_odd_objects_are_passed_over(backend):
    class Unready(backend.nn.Module):
        def __init__(self):
            pass

    class Touchy:
        def __getattr__(self, name):
            raise AssertionError("was asked for " + name)

        __class__ = property(__getattr__)

    unready, touchy = Unready(), Touchy()
    w = backend.tensor(1.0, requires_grad=True)
    assert leaves(draw.make_dot(w * 2)) == ["w"]
    assert type(unready) is Unready and type(touchy) is Touchy


def test_module_parameters_given_as_a_module_or_as_its_dictionary(backend):
    model = backend.nn.Sequential(backend.nn.Linear(2, 1))
    y = model(backend.ones(1, 2))
    assert leaves(draw.make_dot(y, params=model)) == ["0.bias", "0.weight"]
    assert leaves(draw.make_dot(y, params=dict(model.named_parameters()))) == ["0.bias", "0.weight"]


def test_what_cannot_be_names_is_refused(backend):
    y = backend.ones(1, requires_grad=True) * 2
    with pytest.raises(TypeError, match=r"params must be a dictionary .* or a Module, not a list"):
        draw.make_dot(y, params=[y])
    with pytest.raises(TypeError, match=r"params\['w'\] must be a tensor, not a int"):
        draw.make_dot(y, params={"w": 3})


def test_looking_for_names_keeps_nothing_alive(backend):
    x = backend.tensor([1.0], requires_grad=True)
    y = x * 2
    alive = weakref.ref(y)
    picture = draw.make_dot(y)
    graph = draw.graph_of(y)
    del y
    gc.collect()
    assert alive() is None
    assert picture.boxes[0].lines[0] == "y" and len(graph.nodes) == 2


def test_the_dictionary_of_locals_stays_as_it_is(backend):
    x = backend.tensor([1.0], requires_grad=True)
    seen = locals()
    draw.make_dot(x * 2)
    assert seen["x"] is x


def test_names_of_views_that_may_not_be_looked_at_are_passed_over(backend):
    x = backend.ones(2, requires_grad=True)
    y = x * 2
    with backend.no_grad():
        view = y[0]
    y.mul_(2)
    spoilt = y.unbind()[0]
    with contextlib.suppress(RuntimeError):
        spoilt.add_(1)
    assert leaves(draw.make_dot(y.sum())) == ["x"]
    assert view.shape == ()
