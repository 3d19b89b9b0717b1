# ruff: noqa: RUF001
"""Two pictures as one: what is told, what is marked, and that boxes find their partners."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as mg
from minigrad import draw
from minigrad.draw.matching import match
from minigrad.draw.picture import Arrow, Box, Region


@pytest.fixture
def tensors(backend):
    w = backend.tensor([1.0, 2.0], requires_grad=True)
    v = backend.tensor([3.0, 4.0], requires_grad=True)
    h = w.exp()
    return {"w": w, "v": v, "h": h, "loss": (h * v).sum()}


def make(tensors, **options):
    return draw.make_dot(tensors["loss"], params=tensors, **options)


def marks(picture):
    return {box.lines[0]: box.mark for box in picture.boxes}


def test_the_same_graph_twice_has_no_difference(tensors):
    difference = draw.diff(make(tensors), make(tensors))
    assert difference.differences == ()
    assert str(difference).startswith("no difference\n\n")
    assert str(make(tensors)) in str(difference)
    assert {box.mark for box in difference.boxes} | {arrow.mark for arrow in difference.arrows} == {""}


def test_the_same_program_run_again_has_no_difference(backend):
    def run():
        w = backend.tensor([1.0, 2.0], requires_grad=True)
        y = w * w
        return ((y + 1).exp() * y).sum()

    assert draw.diff(run(), run()).differences == ()


def test_detach_cuts_off_what_lies_behind(tensors):
    before = make(tensors)
    tensors["loss"] = (tensors["h"].detach() * tensors["v"]).sum()
    difference = draw.diff(before, make(tensors))
    assert "− gone: ExpBackward0 (h)" in difference.differences
    assert "+ new: an input that needs no gradient of MulBackward0" in difference.differences
    assert marks(difference)["ExpBackward0"] == "gone"
    assert [marks(difference)[name] for name in ("w", "v", "loss", "MulBackward0", "SumBackward0")] == [""] * 5
    ends = {box.id: box.lines[0] for box in difference.boxes}
    gone = [(ends[arrow.tail], ends[arrow.head]) for arrow in difference.arrows if arrow.mark == "gone"]
    assert gone == [("ExpBackward0", "MulBackward0"), ("w", "ExpBackward0")]


def test_a_leaf_that_is_frozen_has_changed(backend):
    layer = backend.nn.Linear(2, 1)
    before = draw.make_dot(layer(backend.ones(2)), params=layer)
    layer.weight.requires_grad_(False)
    difference = draw.diff(before, draw.make_dot(layer(backend.ones(2)), params=layer))
    weight = next(box for box in difference.boxes if box.lines[0] == "weight")
    assert (weight.kind, weight.mark) == ("frozen", "changed")
    assert weight.lines[-1] == "was (1, 2) · requires grad"
    assert "≠ changed: weight: (1, 2) · requires grad → (1, 2) · frozen, no grad" in difference.differences
    assert marks(difference)["bias"] == ""


def test_an_operation_put_in_between_is_the_only_new_one(backend):
    w = backend.tensor([1.0, 2.0], requires_grad=True)
    before = draw.make_dot((w * 2).sigmoid(), params={"w": w})
    difference = draw.diff(before, draw.make_dot((w * 2).tanh().sigmoid(), params={"w": w}))
    assert difference.differences == (
        "− gone: the arrow from MulBackward0 to SigmoidBackward0",
        "+ new: TanhBackward0",
    )


def test_a_part_is_found_again_at_another_place(backend):
    w = backend.tensor([1.0, 2.0], requires_grad=True)
    x = backend.tensor([1.0, 2.0], requires_grad=True)
    names = {"w": w, "x": x}
    before = draw.make_dot(w.exp().sum() * 2 + x.sin().sum(), params=names)
    difference = draw.diff(before, draw.make_dot(x.sin().sum(), params=names))
    assert marks(difference)["SinBackward0"] == marks(difference)["x"] == ""
    assert marks(difference)["ExpBackward0"] == marks(difference)["AddBackward0"] == "gone"
    assert marks(difference)["w"] == ""  # it stands beside the graph


def test_equal_parts_keep_their_places(backend):
    w = backend.tensor([1.0, 2.0], requires_grad=True)
    before = draw.make_dot(w.exp().sin() + w.exp().cos())
    after = draw.make_dot(w.exp().sin() + w.exp().cos().tanh())
    assert draw.diff(before, after).differences == (
        "− gone: the arrow from CosBackward0 to AddBackward0",
        "+ new: TanhBackward0",
    )


def test_equal_differences_are_told_once(backend):
    w = backend.tensor([1.0, 2.0], requires_grad=True)
    text = str(draw.diff(w.sin(), w.exp().exp().exp()))
    assert text.splitlines()[:3] == ["1 gone, 3 new", "− gone: SinBackward0", "+ new: ExpBackward0 (3 times)"]


def test_tensors_are_drawn_by_make_dot(backend):
    w = backend.ones(2, requires_grad=True)
    assert str(draw.diff(w * 2, w * 2)) == str(draw.diff(draw.make_dot(w * 2), draw.make_dot(w * 2)))


def test_a_leaf_in_place_of_a_result(tensors):
    before = make(tensors)
    tensors["loss"] = tensors["loss"].detach()
    difference = draw.diff(before, make(tensors))
    loss = next(box for box in difference.boxes if box.lines[0] == "loss")
    assert (loss.kind, loss.mark) == ("leaf", "changed")
    assert marks(difference)["SumBackward0"] == "gone"


def test_backward_frees_what_was_saved_and_fills_grad(backend):
    w = backend.tensor([1.0, 2.0], requires_grad=True)
    loss = (w * w).sum()
    options = {"params": {"w": w, "loss": loss}, "show_saved": True, "show_grad": True}
    before = draw.make_dot(loss, **options)
    loss.backward()
    difference = draw.diff(before, draw.make_dot(loss, **options))
    assert difference.differences == (
        "≠ changed: saved other of MulBackward0: (2,) → (freed by backward)",
        "≠ changed: saved self of MulBackward0: (2,) → (freed by backward)",
        "≠ changed: w.grad: None → [2.0, 4.0]",
    )
    assert "≠ gradient: w.grad  [2.0, 4.0]  was None" in str(difference)


def test_gradients_are_shown_of_leaves_that_have_or_want_one(backend):
    w = backend.ones(2, requires_grad=True)
    frozen = backend.ones(2, requires_grad=True)
    (w * frozen).sum().backward()
    frozen.requires_grad_(False)
    x = backend.ones(2)
    loss = (w * frozen * x).sum()
    picture = draw.make_dot(loss, params={"w": w, "frozen": frozen, "x": x}, show_grad=True)
    assert [box.lines for box in picture.boxes if box.kind == "gradient"] == [
        ("w.grad", "[1.0, 1.0]"),
        ("frozen.grad", "[1.0, 1.0]"),
    ]
    assert not any(box.kind == "gradient" for box in draw.make_dot(loss).boxes)


def test_a_version_that_rose_is_a_change(backend):
    w = backend.ones(2, requires_grad=True)
    base = w * 1
    view = base[0:1]
    names = {"w": w, "base": base, "view": view}
    before = draw.make_dot(view, params=names)
    base.add_(1.0)
    assert (
        "≠ changed: base: (2,) · version 0 → (2,) · version 1"
        in draw.diff(before, draw.make_dot(view, params=names)).differences
    )


def test_two_runs_of_a_program_are_compared(backend):
    def run(recorded):
        w = backend.tensor([1.0, 2.0], requires_grad=True)
        with draw.trace() as program, backend.set_grad_enabled(recorded):
            w * 2
        return program

    assert draw.diff(run(True), run(True)).differences == ()
    difference = draw.diff(run(True), run(False))
    assert "≠ changed: Mul: MulBackward0 → Mul" in difference.differences
    assert "+ new: the region set_grad_enabled(False)" in difference.differences


def test_the_names_of_the_results_are_no_difference(backend):
    w = backend.tensor([1.0, 2.0], requires_grad=True)
    first, second = w.exp(), w.exp()
    difference = draw.diff(first, second)
    assert difference.differences == ()
    assert "second  (2,) · requires grad" in str(difference)


def test_of_a_large_graph_what_is_near_a_difference_is_drawn(backend):
    def run(odd):
        w = backend.ones(1, requires_grad=True)
        y = w
        for k in range(500):
            y = y.tanh() if k == odd else y.exp()
        return draw.make_dot(y, params={"w": w}, fold=None)

    difference = draw.diff(run(None), run(250))
    assert sorted(box.lines[0] for box in difference.boxes if box.mark) == ["ExpBackward0", "TanhBackward0"]
    assert len(difference.boxes) == 10  # the result, the two, two on each side, three that stand for what is not drawn
    assert "(of 503 boxes, those near a difference are drawn)" in str(difference)
    nothing = draw.diff(run(None), run(None))
    assert nothing.differences == () and len(nothing.boxes) == 2


def test_regions_are_matched_in_their_order():
    def picture(*labels):
        boxes = [Box(f"n{k}", "unrecorded", (label,)) for k, label in enumerate(labels)]
        regions = [Region(f"r{k}", "no_grad", "no_grad", (f"n{k}",)) for k in range(len(labels))]
        return draw.GradGraph(boxes, [], None, regions)

    difference = draw.diff(picture("mul", "add"), picture("mul"))
    frames = [(region.label, len(region.boxes)) for region in difference.regions]
    assert frames == [("no_grad", 1), ("no_grad  − gone", 1)]
    assert difference.differences == ("− gone: add", "− gone: the region no_grad")
    assert draw.diff(picture("mul"), picture("mul")).differences == ()


def test_an_arrow_that_changed_its_kind():
    boxes = [Box("n0", "leaf-grad", ("w", "()")), Box("n1", "operation", ("mul",))]
    before = draw.GradGraph(boxes, [Arrow("n0", "n1")], "n1")
    after = draw.GradGraph(boxes, [Arrow("n0", "n1", "unrecorded")], "n1")
    difference = draw.diff(before, after)
    assert [arrow.mark for arrow in difference.arrows] == ["changed"]
    assert difference.differences == ("≠ changed: the arrow from w to mul: now values flow, no gradient",)


def test_what_cannot_be_compared_is_refused():
    x = mg.ones(1)
    with pytest.raises(TypeError, match="before must be a picture, as make_dot draws it, or a tensor, not a int"):
        draw.diff(3, x)
    with pytest.raises(TypeError, match="after is a diff already: give the pictures that it was made from"):
        draw.diff(x, draw.diff(x, x))


def test_a_copy_keeps_the_differences(tensors):
    difference = draw.diff(tensors["loss"], tensors["h"])
    assert str(difference.copy()) == str(difference)
    assert difference.differences


def test_ten_thousand_boxes_are_compared_without_recursion():
    def chain(length):
        boxes = [Box(f"n{k}", "operation", ("ExpBackward0",)) for k in range(length)]
        return draw.GradGraph(boxes, [Arrow(f"n{k + 1}", f"n{k}") for k in range(length - 1)], "n0")

    assert draw.diff(chain(10_000), chain(10_000)).differences == ()
    assert len(draw.diff(chain(10_001), chain(10_000)).differences) == 2  # the box, and an arrow past its place


# Programs: each step takes two earlier values and an operation; the names are those of the leaves, or of all values.
PROGRAMS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from("+*e")), min_size=1, max_size=10)


def run(program, named):
    values = [mg.tensor(1.0, requires_grad=True), mg.tensor(2.0, requires_grad=True), mg.tensor(3.0)]
    for first, second, operation in program:
        a, b = values[first % len(values)], values[-1 - second % len(values)]
        values.append(a.exp() if operation == "e" else a + b if operation == "+" else a * b)
    names = values if named == "all" else values[:3]
    return draw.make_dot(values[-1], params={f"v{k}": value for k, value in enumerate(names)})


def contents(boxes, arrows, names):
    """Return the boxes and arrows without their ids."""
    lines = {box.id: names(box) for box in boxes}
    return (
        sorted(map(str, lines.values())),
        sorted(f"{lines[arrow.tail]} {lines[arrow.head]} {arrow.kind}" for arrow in arrows),
    )


@settings(max_examples=60, deadline=None)
@given(PROGRAMS, PROGRAMS, st.sampled_from(["leaves", "all"]))
def test_both_pictures_can_be_read_out_of_the_difference(first, second, named):
    before, after = run(first, named), run(second, named)
    difference = draw.diff(before, after)

    def key(box):  # without what a changed box tells of the past, and without names that the two results may change
        return "end" if box.lines[0] in ("leaf", "result", *(f"v{k}" for k in range(3, 14))) else box.lines[0]

    for picture, other in ((before, "new"), (after, "gone")):
        boxes = [box for box in difference.boxes if box.mark != other]
        arrows = [arrow for arrow in difference.arrows if arrow.mark != other]
        assert contents(boxes, arrows, key) == contents(picture.boxes, picture.arrows, key)
    assert bool(difference.differences) == (marks_of(difference) != {""})


def marks_of(picture):
    return {part.mark for part in [*picture.boxes, *picture.arrows]}


@settings(max_examples=60, deadline=None)
@given(PROGRAMS, PROGRAMS, st.sampled_from(["leaves", "all"]))
def test_the_difference_has_no_cycle_and_a_graph_matches_itself(first, second, named):
    before, after = run(first, named), run(second, named)
    difference = draw.diff(before, after)
    waiting = {box.id: 0 for box in difference.boxes}
    for arrow in difference.arrows:
        waiting[arrow.head] += 1
    ready = [name for name, count in waiting.items() if not count]
    for name in ready:
        for arrow in difference.arrows:
            if arrow.tail == name:
                waiting[arrow.head] -= 1
                if not waiting[arrow.head]:
                    ready.append(arrow.head)
    assert len(ready) == len(difference.boxes)
    assert match(before, before) == {box.id: box.id for box in before.boxes}
    assert draw.diff(before, run(first, named)).differences == ()


# Programs with blocks: a step is an operation on two earlier values, or the steps inside a block.
OPERATIONS = st.tuples(
    st.sampled_from(["mul", "exp", "detach", "write", "backward"]), st.integers(0, 9), st.integers(0, 9)
)
STEPS = st.recursive(
    st.lists(OPERATIONS, max_size=4),
    lambda steps: st.lists(
        st.one_of(OPERATIONS, st.tuples(st.sampled_from(["no_grad", "enable_grad"]), steps)), max_size=4
    ),
    max_leaves=4,
)


def traced(steps):
    values = [mg.ones(2, requires_grad=True), mg.ones(2)]

    def take(step):
        a, b = (values[k % len(values)] for k in step[1:])
        if step[0] == "mul":
            values.append(a * b)
        elif step[0] == "exp":
            values.append(a.exp())
        elif step[0] == "detach":
            values.append(a.detach())
        elif step[0] == "write":
            values.append((a * 1).add_(b))
        elif mg.is_grad_enabled() and a.requires_grad:
            (a * 2).sum().backward(retain_graph=True)

    def run(steps):
        for step in steps:
            if step[0] in ("no_grad", "enable_grad"):
                with getattr(mg, step[0])():
                    run(step[1])
            else:
                take(step)

    with draw.trace(params={"w": values[0], "x": values[1]}) as program:
        run(steps)
    return program


@settings(max_examples=40, deadline=None)
@given(STEPS, STEPS)
def test_programs_with_blocks_are_compared(first, second):
    before, after = traced(first).graph(), traced(second).graph()
    difference = draw.diff(before, after)
    assert [box.mark == "gone" for box in difference.boxes].count(False) == len(after.boxes)
    assert [box.mark == "new" for box in difference.boxes].count(False) == len(before.boxes)
    framed = [name for region in difference.regions for name in region.boxes]
    assert len(framed) == len(set(framed))
    assert difference.source == draw.diff(before, after).source
    assert draw.diff(before, traced(first)).differences == ()


def test_names_that_changed_places_make_no_cycle():
    x = mg.ones(1, requires_grad=True)
    a = x.exp()
    b = a.exp()
    before = draw.make_dot(b.sum(), params={"x": x, "a": a, "b": b})
    difference = draw.diff(before, draw.make_dot(b.sum(), params={"x": x, "a": b, "b": a}))
    assert difference.differences
    assert "SumBackward0" in str(difference)
