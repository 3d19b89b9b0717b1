"""draw.trace: what a program did, on minigrad and on PyTorch."""

import importlib
import importlib.util
import json
from collections import Counter

import pytest

from minigrad import draw

BACKENDS = ["minigrad", "torch"] if importlib.util.find_spec("torch") else ["minigrad"]


@pytest.fixture(params=BACKENDS)
def torch(request):
    return importlib.import_module(request.param)


def kinds(program):
    return Counter(box.kind for box in program.graph().boxes)


def arrows(program):
    """Return the arrows as (first line of the tail, kind, first line of the head)."""
    graph = program.graph()
    first = {box.id: box.lines[0] for box in graph.boxes}
    return [(first[a.tail], a.kind, first[a.head]) for a in graph.arrows]


# The text


def test_a_line(torch):
    w, b = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor(0.5, requires_grad=True)
    x = torch.tensor([3.0, 4.0])
    with draw.trace() as program:
        y = w * x + b
        loss = (y**2).mean()
        loss.backward()
    assert str(program) == (
        "w: leaf (2,), requires grad\n"
        "x: leaf (2,), no grad\n"
        "#1 = MulBackward0(w, x)  recorded\n"
        "b: leaf (), requires grad\n"
        "y = AddBackward0(#1, b)  recorded\n"
        "#2 = PowBackward0(y)  recorded\n"
        "loss = MeanBackward0(#2)  recorded\n"
        "backward(loss)  fills w.grad, b.grad"
    )
    assert kinds(program) == {"leaf-grad": 2, "leaf": 1, "operation": 4, "gradient": 1}
    assert ("x", "unrecorded", "MulBackward0") in arrows(program)
    assert ("w", "flow", "MulBackward0") in arrows(program)


def test_detach_is_a_cut_and_shares_the_storage(torch):
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    with draw.trace() as program:
        y = w * 2
        d = y.detach()
        loss = (y * d).sum()
    assert str(program).split("\n")[2] == "d = detach(y)  cut; shares the storage of y"
    assert arrows(program) == [
        ("w", "flow", "MulBackward0"),
        ("MulBackward0", "unrecorded", "detach"),
        ("MulBackward0", "flow", "MulBackward0"),
        ("detach", "unrecorded", "MulBackward0"),
        ("MulBackward0", "flow", "SumBackward0"),
        ("MulBackward0", "shares", "one storage"),
        ("detach", "shares", "one storage"),
    ]
    assert program.graph().boxes[-1].lines == ("one storage", "y, d: version 0")
    assert not d.requires_grad
    assert loss.requires_grad


def test_steps_of_a_training_loop_by_hand(torch):
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    with draw.trace() as program:
        for _ in range(2):
            loss = (w * w).sum()
            loss.backward()
            with torch.no_grad():
                w -= 0.1 * w.grad
            w.grad = None
    assert str(program) == (
        "w: leaf (2,), requires grad\n"
        "#1 = MulBackward0(w, w)  recorded\n"
        "loss = SumBackward0(#1)  recorded\n"
        "backward(loss)  fills w.grad\n"
        "with no_grad:\n"
        "    #2 = Mul(w.grad)  not recorded\n"
        "    w.sub_(#2)  writes into w, version 0 -> 1; not recorded\n"
        "w.grad = None\n"
        "#3 = MulBackward0(w, w)  recorded\n"
        "loss (2) = SumBackward0(#3)  recorded\n"
        "backward(loss (2))  fills w.grad\n"
        "with no_grad:\n"
        "    #4 = Mul(w.grad)  not recorded\n"
        "    w.sub_(#4)  writes into w, version 1 -> 2; not recorded\n"
        "w.grad = None"
    )
    # The gradient flows to the leaf; the numbers come from the write.
    assert arrows(program).count(("w", "flow", "MulBackward0")) == 4
    assert arrows(program).count(("sub_", "unrecorded", "MulBackward0")) == 1
    assert [(region.kind, len(region.boxes)) for region in program.graph().regions] == [("no_grad", 2), ("no_grad", 2)]


def labels(program):
    """Return the arrows that have a label, as (first line of the tail, label, first line of the head)."""
    graph = program.graph()
    first = {box.id: box.lines[0] for box in graph.boxes}
    return [(first[a.tail], a.label, first[a.head]) for a in graph.arrows if a.label]


def test_an_arrow_names_the_tensor_where_the_box_names_another(torch):
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    with draw.trace() as program:
        values = w * 2
        part = values[0:1]
        part.add_(1.0)
        y = w * values
        z = part + 1
    assert labels(program) == [("add_", "values", "MulBackward0")]
    assert y.requires_grad and z.requires_grad
    with draw.trace() as program:
        w.data.mul_(2.0)
        torch.add(w, 1.0)
    assert labels(program) == [("mul_", "w", "AddBackward0")]


def test_what_was_detached_shares_the_storage_without_a_name_too(torch):
    w = torch.tensor([1.0, 2.0], requires_grad=True)

    def storages(program):
        return [box.lines for box in program.graph().boxes if box.kind == "storage"]

    with draw.trace() as program:
        (w * w.detach()).sum()
    assert storages(program) == [("one storage", "w, w.detach(): version 0")]
    with draw.trace() as program:
        w.data.mul_(2.0)
        w.data.mul_(3.0)
    assert storages(program) == [("one storage", "w: version 0", "w.data: version 0 → 1")]
    assert [box.lines[1] for box in program.graph().boxes if box.kind == "write"] == ["w.data · version 0 → 1"] * 2
    with draw.trace() as program:
        target = (w * 2).detach()
    assert storages(program) == [("one storage", "source of target, target: version 0")]
    with draw.trace() as program:
        (w * 2).detach().sum()  # nobody could say which two these are
        w[0:1].sum()
        torch.nn.functional.linear(target, torch.ones(1, 2, requires_grad=True))
    assert storages(program) == []


def test_writes_views_and_versions(torch):
    w = torch.ones(2, 2, requires_grad=True)
    with draw.trace() as program:
        x = w * 2
        v = x.view(-1)
        v[0] = 5.0
        x += 1
        d = x.detach()
        d.zero_()
        e = x.data
        e.mul_(2)
        loss = x.sum()
        x[x > 3] = 0.0
    assert str(program) == (
        "w: leaf (2, 2), requires grad\n"
        "x = MulBackward0(w)  recorded\n"
        "v = ViewBackward0(x)  recorded; a view of x\n"
        "#1 = SelectBackward0(v)  recorded; a view of v\n"
        "#1.copy_()  writes into #1, version 0 -> 1; recorded; x, v share the storage\n"
        "x.add_()  writes into x, version 1 -> 2; recorded; v shares the storage\n"
        "d = detach(x)  cut; shares the storage of x\n"
        "d.zero_()  writes into d, version 2 -> 3; not recorded; x, v share the storage\n"
        "e = x.data  cut; shares the storage of x, but not its version\n"
        "e.mul_()  writes into e, version 0 -> 1; not recorded; x, v, d share the storage\n"
        "loss = SumBackward0(x)  recorded\n"
        "#2 = Gt(x)  not recorded\n"
        "x.index_put_(#2)  writes into x, version 3 -> 4; recorded; v, d, e share the storage"
    )
    storage = program.graph().boxes[-1]
    assert storage.lines == ("one storage", "x, v, d: version 0 → 4", "e: version 0 → 1")
    assert ("add_", "flow", "SumBackward0") in arrows(program)  # the history of x
    assert ("mul_", "unrecorded", "SumBackward0") in arrows(program)  # what its elements are
    assert loss.requires_grad


def test_frozen_parameters_and_modules(torch):
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 2))
    model[0].requires_grad_(False)
    x, target = torch.ones(4, 2), torch.tensor([0, 1, 0, 1])
    with draw.trace(modules=True) as program:
        out = model(x)
        loss = torch.nn.functional.cross_entropy(out, target)
        loss.backward()
    assert str(program) == (
        "in model: Sequential:\n"
        "    in model.0: Linear:\n"
        "        model.0.weight: frozen parameter (3, 2), no grad\n"
        "        #1 = T(model.0.weight)  not recorded; a view of model.0.weight\n"
        "        model.0.bias: frozen parameter (3,), no grad\n"
        "        x: leaf (4, 2), no grad\n"
        "        #2 = Addmm(model.0.bias, x, #1)  not recorded\n"
        "    in model.1: ReLU:\n"
        "        #3 = Relu(#2)  not recorded\n"
        "    in model.2: Linear:\n"
        "        model.2.weight: leaf (2, 3), requires grad\n"
        "        #4 = TBackward0(model.2.weight)  recorded; a view of model.2.weight\n"
        "        model.2.bias: leaf (2,), requires grad\n"
        "        out = AddmmBackward0(model.2.bias, #3, #4)  recorded\n"
        "#5 = LogSoftmaxBackward0(out)  recorded\n"
        "target: leaf (4,), no grad\n"
        "loss = NllLossBackward0(#5, target)  recorded\n"
        "backward(loss)  fills model.2.weight.grad, model.2.bias.grad"
    )
    regions = program.graph().regions
    assert [(r.label, r.kind, r.parent) for r in regions] == [
        ("model: Sequential", "module", None),
        ("model.0: Linear", "module", "r0"),
        ("model.1: ReLU", "module", "r0"),
        ("model.2: Linear", "module", "r0"),
    ]
    assert kinds(program)["frozen"] == 2


def test_modes_nest_and_each_block_is_its_own(torch):
    w = torch.ones(2, requires_grad=True)
    with draw.trace() as program:
        with torch.inference_mode():
            a = w * 2
        with torch.set_grad_enabled(False):
            b = w + 1
            with torch.enable_grad():
                c = w * 3
        torch.set_grad_enabled(False)
        d = w * 4
        torch.set_grad_enabled(True)
        e = w * 5
        with torch.no_grad():
            pass
    assert str(program) == (
        "with inference_mode:\n"
        "    w: leaf (2,), requires grad\n"
        "    a = Mul(w)  not recorded\n"
        "with set_grad_enabled(False):\n"
        "    b = Add(w)  not recorded\n"
        "    with enable_grad:\n"
        "        c = MulBackward0(w)  recorded\n"
        "set_grad_enabled(False), from here on:\n"
        "    d = Mul(w)  not recorded\n"
        "set_grad_enabled(True), from here on:\n"
        "    e = MulBackward0(w)  recorded\n"
        "    with no_grad:\n"
        "        (nothing)"
    )
    assert [event["mode"] for event in program.events if event["kind"] == "operation"] == [
        "inference_mode", "no_grad", "grad", "no_grad", "grad",
    ]  # fmt: skip
    assert [(r.kind, r.label, r.parent) for r in program.graph().regions] == [
        ("inference_mode", "inference_mode", None),
        ("no_grad", "set_grad_enabled(False)", None),
        ("enable_grad", "enable_grad", "r1"),
        ("no_grad", "set_grad_enabled(False), from here on", None),
        ("enable_grad", "set_grad_enabled(True), from here on", None),
    ]
    assert a.is_inference() and not b.requires_grad and c.requires_grad and not d.requires_grad and e.requires_grad


def test_decorators_and_generators(torch):
    w = torch.ones(2, requires_grad=True)

    @torch.no_grad()
    def steps():
        for factor in range(2):
            yield w * factor

    @torch.set_grad_enabled(False)
    def double(x):
        return x * 2

    with draw.trace() as program:
        for a in steps():
            b = a + w
        c = double(w)
        d = w * 3
    assert str(program) == (
        "with no_grad:\n"
        "    w: leaf (2,), requires grad\n"
        "    a = Mul(w)  not recorded\n"
        "b = AddBackward0(a, w)  recorded\n"
        "with no_grad:\n"
        "    a (2) = Mul(w)  not recorded\n"
        "b (2) = AddBackward0(a (2), w)  recorded\n"
        "with set_grad_enabled(False):\n"
        "    c = Mul(w)  not recorded\n"
        "d = MulBackward0(w)  recorded"
    )
    assert b.requires_grad and not c.requires_grad and d.requires_grad


def test_backward_is_joined_to_its_loss_by_a_line_of_its_own(torch):
    w = torch.ones(2, requires_grad=True)
    with draw.trace() as program:
        loss = w.sum()
        loss.backward()
        w - w.grad
    assert arrows(program) == [
        ("w", "flow", "SumBackward0"),
        ("SumBackward0", "gradient", "backward"),
        ("w", "flow", "SubBackward0"),
        ("backward", "unrecorded", "SubBackward0"),
    ]


def test_flags_and_cuts_in_place(torch):
    x = torch.ones(2)
    with draw.trace() as program:
        y = x * 2
        y.requires_grad_()
        z = y * 3
        z.detach_()
        x.requires_grad = True
        u = x * z
    assert str(program) == (
        "x: leaf (2,), no grad\n"
        "y = Mul(x)  not recorded\n"
        "y.requires_grad: False -> True\n"
        "z = MulBackward0(y)  recorded\n"
        "detach_(z)  cut: its history is gone\n"
        "x.requires_grad: False -> True\n"
        "u = MulBackward0(x, z)  recorded"
    )
    assert arrows(program) == [
        ("x", "unrecorded", "Mul"),
        ("Mul", "unrecorded", "y"),
        ("y", "flow", "MulBackward0"),
        ("MulBackward0", "unrecorded", "detach_"),
        ("x", "unrecorded", "x"),
        ("x", "flow", "MulBackward0"),
        ("detach_", "unrecorded", "MulBackward0"),
    ]
    assert u.requires_grad


def test_new_data_lies_in_another_storage(torch):
    x, y = torch.ones(2), torch.zeros(2)
    with draw.trace() as program:
        x.data = y
        y.add_(1)
    assert str(program) == (
        "x: leaf (2,), no grad\n"
        "y: leaf (2,), no grad\n"
        "x.data = y  x lies in the storage of y now, version as before\n"
        "y.add_()  writes into y, version 0 -> 1; not recorded; x shares the storage"
    )
    assert program.graph().boxes[-1].lines == ("one storage", "x: version 0", "y: version 0 → 1")


def test_data_has_a_version_of_its_own(torch):
    with draw.trace() as program:
        x = torch.zeros(2)
        x.add_(1)
        alias = x.data
        alias.add_(1)
    assert program.graph().boxes[-1].lines == ("one storage", "x: version 0 → 1", "alias: version 0 → 1")


def test_operations_without_a_derivative_have_names(torch):
    x = torch.tensor([7.5, 2.0])
    with draw.trace() as program:
        y = x // 2
        y //= 2
    assert str(program) == (
        "x: leaf (2,), no grad\n"
        "y = FloorDivide(x)  not recorded\n"
        "y.floor_divide_()  writes into y, version 0 -> 1; not recorded"
    )


def test_an_inference_tensor_is_cloned(torch):
    with torch.inference_mode():
        made = torch.ones(2)
    with draw.trace() as program:
        copy = made.clone()
    assert str(program) == "made: leaf (2,), no grad\ncopy = Clone(made)  not recorded"
    assert not copy.is_inference()


def test_gradients_and_second_order(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with draw.trace() as program:
        y = (x**3).sum()
        (g,) = torch.autograd.grad(y, x, create_graph=True)
        h = (g**2).sum()
        h.backward()
        y2 = (x * x).sum()
        y2.backward()
    assert str(program).split("\n")[2:] == [
        "y = SumBackward0(#1)  recorded",
        "g = autograd.grad(y)  recorded",
        "#2 = PowBackward0(g)  recorded",
        "h = SumBackward0(#2)  recorded",
        "backward(h)  fills x.grad",
        "#3 = MulBackward0(x, x)  recorded",
        "y2 = SumBackward0(#3)  recorded",
        "backward(y2)  adds to x.grad",
    ]


def test_optimizers_step_as_a_whole(torch):
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.Adam(model.parameters())
    with draw.trace() as program:
        model(torch.ones(1, 2)).sum().backward()
        optimizer.step()
        optimizer.zero_grad()
        model(torch.ones(1, 2))
    before = model.weight._version - 1
    step, zero = str(program).split("\n")[-5:-3]
    assert step == (
        f"Adam.step(model.weight.grad, model.bias.grad)  writes into model.weight, version {before} -> {before + 1}; "
        f"model.bias, version {before} -> {before + 1}; not recorded"
    )
    assert zero == "Adam.zero_grad()"
    assert ("backward", "unrecorded", "Adam.step") in arrows(program)
    assert ("Adam.step", "unrecorded", "TBackward0") in arrows(program)


def test_the_closure_of_an_optimizer_is_part_of_the_program(torch):
    w = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([w], lr=0.1)

    def closure():
        loss = (w * w).sum()
        loss.backward()
        return loss

    with draw.trace() as program:
        optimizer.step(closure)
        with pytest.raises(ZeroDivisionError):
            optimizer.step(lambda: 1 / 0)
        y = w * 2
    assert str(program) == (
        "w: leaf (2,), requires grad\n"
        "#1 = MulBackward0(w, w)  recorded\n"
        "#2 = SumBackward0(#1)  recorded\n"
        "backward(#2)  fills w.grad\n"
        "SGD.step(w.grad)  writes into w, version 0 -> 1; not recorded\n"
        "SGD.step()  no parameter was changed\n"
        "y = MulBackward0(w)  recorded"
    )
    assert y.requires_grad


def test_batch_norm_moves_frozen_statistics(torch):
    norm = torch.nn.BatchNorm1d(2)
    norm.requires_grad_(False)
    x = torch.ones(3, 2)
    with draw.trace() as program:
        norm(x)
        norm.eval()
        norm(x)
    moves = [line for line in str(program).split("\n") if line.startswith("batch norm")]
    assert moves == [
        "batch norm moves its running statistics: norm.running_mean, norm.running_var; no version counts it, and it is "
        "not recorded"
    ]
    assert norm.running_mean.tolist() != [0.0, 0.0]
    assert ("norm.running_mean", "unrecorded", "running statistics") in arrows(program)
    assert ("x", "unrecorded", "running statistics") in arrows(program)


def test_functions_of_ones_own(torch):
    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x + x

        @staticmethod
        def backward(ctx, grad):
            return grad * 2

    w = torch.ones(2, requires_grad=True)
    with draw.trace() as program:
        y = Double.apply(w)
        with torch.no_grad():
            z = Double.apply(w)
        y.sum().backward()
    lines = str(program).split("\n")
    assert lines[1] == "y = DoubleBackward(w)  recorded"
    assert lines[3] == "    z = Double(w)  not recorded"
    assert lines[-1] == "backward(#1)  fills w.grad"
    assert not z.requires_grad


# Names


def test_names_that_are_given(torch):
    w, model = torch.ones(1, 2, requires_grad=True), torch.nn.Linear(2, 1)
    table = {"weight": w}

    def run():
        with draw.trace(params=model, names=table) as program:
            table["result"] = model(table["weight"])
        return program

    assert str(run()) == (
        "weight: leaf (1, 2), requires grad\n"
        "#1 = TBackward0(weight)  recorded; a view of weight\n"
        "bias: leaf (1,), requires grad\n"
        "weight (2): leaf (1, 2), requires grad\n"
        "result = AddmmBackward0(bias, weight (2), #1)  recorded"
    )


def test_strange_names_are_shortened_and_escaped(torch):
    w = torch.ones(2, requires_grad=True)
    with draw.trace(names={'<b>&\n"' + "n" * 10_000: w}) as program:
        y = w * 2
    name = str(program).split(":")[0]
    assert len(name) <= 40
    assert name.startswith('<b>& "nnn')
    assert "&lt;b&gt;&amp;" in program.svg()
    assert y.requires_grad


def test_the_programs_own_look_at_its_variables_stays(torch):
    w = torch.ones(2, requires_grad=True)
    with draw.trace() as program:
        variables = locals()
        exec("y = w * 2\nz = y + w", globals(), variables)
        again = w * 3
    assert [event["op"] for event in program.events[1:]] == ["MulBackward0", "AddBackward0", "MulBackward0"]
    assert "w" in variables and "z" in variables
    assert again.requires_grad


def test_it_can_be_looked_at_from_inside(torch):
    w = torch.ones(2, requires_grad=True)
    with draw.trace() as program:
        y = w * 2
        inside = str(program)
        z = y + 1
    assert inside == "w: leaf (2,), requires grad\ny = MulBackward0(w)  recorded"
    assert str(program) == inside + "\nz = AddBackward0(y)  recorded"
    assert z.requires_grad


def test_events_are_plain_data(torch):
    w = torch.ones(2, requires_grad=True)
    with draw.trace() as program, torch.no_grad():
        y = w * 2
        y.add_(w)
    assert json.loads(json.dumps(program.events)) == program.events
    assert program.events[2:4] == [
        {"kind": "operation", "op": "Mul", "inputs": ["w"], "outputs": ["y"], "recorded": False, "mode": "no_grad",
         "region": ["no_grad"], "versions": []},
        {"kind": "write", "op": "add_", "inputs": ["y", "w"], "outputs": ["y"], "recorded": False, "mode": "no_grad",
         "region": ["no_grad"], "versions": [[0, 1]]},
    ]  # fmt: skip
    assert len(program) == 5


def test_wrong_uses_are_explained(torch):
    with pytest.raises(TypeError, match="params must be a Module or a dictionary of names, not a int"):
        draw.trace(params=3)
    with pytest.raises(RuntimeError, match=r"use it as `with draw\.trace"):
        str(draw.trace())
    with draw.trace() as program:
        pass
    assert str(program) == "(no operations)"
    assert "<svg" in program.svg()
    with pytest.raises(RuntimeError, match="used already"), program:
        pass
    with pytest.raises(ValueError, match="limit"):
        program.graph(limit=1)
