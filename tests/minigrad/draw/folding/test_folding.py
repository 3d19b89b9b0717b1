"""Folding: what a folded box stands for, that nothing is lost, and that it can be opened."""

import gc
import json
import random
import re
import threading
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as mg
from minigrad import draw

TIMES = "\N{MULTIPLICATION SIGN}"


def unrolled(backend, steps):
    """A layer that is called again and again."""
    cell = backend.nn.Linear(2, 2)
    state = backend.zeros(1, 2)
    for _ in range(steps):
        state = (cell(state) + 1).tanh()
    total = state.sum()
    return draw.make_dot(total, params=dict(cell.named_parameters("cell")))


def deep(backend, count, **options):
    """Blocks of several layers each."""
    blocks = [
        backend.nn.Sequential(backend.nn.Linear(3, 4), backend.nn.Tanh(), backend.nn.Linear(4, 3)) for _ in range(count)
    ]
    model = backend.nn.Sequential(backend.nn.Linear(2, 3), backend.nn.Sequential(*blocks), backend.nn.Linear(3, 1))
    loss = model(backend.ones(1, 2)).sum()
    return draw.make_dot(loss, **options)


def irregular(backend, count, seed=0):
    """Operations in no order at all."""
    choose = random.Random(seed)
    values = [backend.tensor([0.5, 0.25], requires_grad=True) for _ in range(3)]
    for _ in range(count):
        a, b = values[-1], choose.choice(values[-5:])
        values.append(
            choose.choice([lambda a, b: a + b, lambda a, b: a * b, lambda a, _: a.tanh(), lambda a, b: a - b])(a, b)
        )
    return draw.make_dot(values[-1])


def folded(picture):
    return {box.id: box.lines for box in picture.boxes if box.kind == "folded"}


def nodes_in(picture):
    """Return how many boxes the boxes stand for, by what they say themselves."""
    said = [int(re.fullmatch(r"(\d+) box(?:es)?", lines[-1])[1]) for lines in folded(picture).values()]
    return sum(said) + len(picture.boxes) - len(said)


def test_small_graphs_are_not_folded_and_large_ones_are(backend):
    small, large = deep(backend, 10), deep(backend, 40)
    assert not folded(small) and small.view is None
    assert folded(large)
    assert len(large.boxes) < 60 < 300 < nodes_in(large)
    assert not folded(deep(backend, 40, fold=False))
    assert folded(deep(backend, 1, fold=True))


def test_the_picture_and_the_text_say_so(backend):
    picture = deep(backend, 40)
    note = f"folded: {len(picture.boxes)} boxes stand for {len(picture.unfolded().boxes)}"
    assert str(picture).splitlines()[0] == f"({picture.note})"
    assert picture.note.startswith(note)
    assert note in picture.svg()
    assert note in picture.source


def test_a_module_call_becomes_one_box(backend):
    picture = deep(backend, 2, fold=True)
    assert list(folded(picture).values()) == [
        ("model.0", "Linear", "5 boxes"),
        ("model.1.0.0", "Linear", "4 boxes"),
        ("model.1.0.2", "Linear", "4 boxes"),
        ("model.1.1.0", "Linear", "4 boxes"),
        ("model.1.1.2", "Linear", "4 boxes"),
        ("model.2", "Linear", "4 boxes"),
    ]
    assert Counter(box.lines[0] for box in picture.boxes if box.kind == "operation") == {
        "TanhBackward0": 2,
        "SumBackward0": 1,
    }


def test_repetitions_become_one_box(backend):
    picture = unrolled(backend, 100)
    repeats = [lines for lines in folded(picture).values() if lines[0].startswith(TIMES)]
    assert [lines[:2] for lines in repeats] == [(f"{TIMES} 100", "cell, AddBackward0, TanhBackward0")]
    labels = {arrow.label for arrow in picture.arrows if arrow.head == next(iter(folded(picture)))}
    assert labels == {f"{TIMES} 100"}  # the weight and the bias are used in every repetition, and seen outside
    assert {"cell.weight", "cell.bias"} <= {box.lines[0] for box in picture.boxes}


def test_where_nothing_repeats_rows_are_folded(backend):
    picture = irregular(backend, 2000)
    assert 2 <= len(folded(picture)) <= 40
    assert all(lines[0].startswith(("operations ", TIMES)) for lines in folded(picture).values())
    assert nodes_in(picture) == len(picture.unfolded().boxes)


def test_opening_shows_what_is_inside_in_a_frame(backend):
    picture = deep(backend, 60)
    opened = picture.open("model.1")
    frame = next(region for region in opened.regions if region.label == "model.1")
    assert set(frame.boxes) <= {box.id for box in opened.boxes}
    assert "(in model.1)" in str(opened)
    assert "model.1" not in [lines[0] for lines in folded(opened).values()]
    again = opened.open("repetitions 2 to 11")
    assert next(region for region in again.regions if region.label == "repetitions 2 to 11").parent == frame.id
    assert nodes_in(opened) == nodes_in(again) == nodes_in(picture)
    assert deep(backend, 60).open("model.1").source == opened.source


def loop(backend, times, leaves=1):
    """A loop that begins at leaves, which only its first repetitions use."""
    first = [backend.ones(2, requires_grad=True) for _ in range(leaves)]
    y = backend.zeros(2)
    for k in range(times):
        y = (y + (first[k] if k < leaves else first[-1])).tanh()
    return first, draw.make_dot(y, params={"y": y} | {f"w{k}": leaf for k, leaf in enumerate(first)}, fold=True)


def frame_of(picture, name):
    """Return the label of the frame in which the box with the first line `name` lies directly."""
    box = next(box.id for box in picture.boxes if box.lines[0] == name)
    return next(region.label for region in picture.regions if box in region.boxes)


def test_a_graph_begins_at_its_leaves_folded_or_not(backend):
    w = backend.ones(2, requires_grad=True)
    y = w
    for _ in range(12):
        y = (y * 1.5).tanh()
    picture = draw.make_dot(y, fold=True)
    assert [box.lines[0] for box in picture.boxes if box.kind == "leaf-grad"] == ["w"]
    opened = picture.open(f"{TIMES} 12")
    assert "w" in [box.lines[0] for box in opened.boxes]
    assert frame_of(picture, "w").startswith("folded: 3 boxes")
    assert frame_of(opened, "w") == f"{TIMES} 12"  # only what is in the frame uses it
    for leaves, seen in ((12, 12), (13, 0)):  # many would be no picture of few boxes
        _, picture = loop(backend, 30, leaves)
        assert sum(box.kind == "leaf-grad" for box in picture.boxes) == seen + (leaves == 13)
        check(picture)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (11, [f"repetition {k}" for k in range(2, 12)]),
        (12, ["repetitions 2 to 12"]),
        (13, ["repetitions 2 to 11", "repetitions 12 to 13"]),
        (22, ["repetitions 2 to 11", "repetitions 12 to 22"]),
    ],
)
def test_no_repetition_is_left_over(backend, times, expected):
    w = backend.ones(2, requires_grad=True)
    y = w
    for _ in range(times):
        y = (y * 1.5).tanh()
    opened = draw.make_dot(y, fold=True).open(f"{TIMES} {times}")
    assert sorted(lines[0] for lines in folded(opened).values()) == sorted(expected)


def test_what_cannot_be_opened_is_refused(backend):
    with pytest.raises(ValueError, match="nothing is folded in this picture"):
        deep(backend, 1).open("model.1")
    with pytest.raises(ValueError, match=r"no folded box 'model.7' .* 'f\d+_\d+' \(model.0\)"):
        deep(backend, 40).open("model.7")
    cell = backend.nn.Linear(2, 2)
    twice = draw.make_dot(cell(cell(backend.ones(1, 2)).exp()), fold=True)
    with pytest.raises(ValueError, match="2 folded boxes are called 'cell': open one by its id"):
        twice.open("cell")
    with pytest.raises(ValueError, match="nothing is folded"):
        deep(backend, 1).html()


def opened_wholly(picture, limit=10_000):
    """Open boxes until none is left."""
    for _ in range(limit):
        waiting = list(folded(picture))
        if not waiting:
            return picture
        picture = picture.open(waiting[0])
    raise AssertionError("there was always something left to open")


def check(picture):
    """Check a folded picture, and what becomes of it by opening, against the whole graph."""
    whole = picture.unfolded()
    arrows = Counter((a.tail, a.head, a.kind, a.label) for a in whole.arrows)
    steps = [picture]
    while folded(steps[-1]):
        steps.append(steps[-1].open(random.Random(len(steps)).choice(sorted(folded(steps[-1])))))
    for step in steps[:: max(1, len(steps) // 6)] + steps[-1:]:
        assert nodes_in(step) == len(whole.boxes)
        ids = [box.id for box in step.boxes]
        assert len(set(ids)) == len(ids)
        order = sorted_by_arrows(ids, [(arrow.tail, arrow.head) for arrow in step.arrows])
        assert len(order) == len(ids), "the arrows go round in a circle"
        framed = Counter(name for region in step.regions for name in region.boxes)
        assert set(framed) == set(ids) and set(framed.values()) == {1}
    last = steps[-1]
    assert {box.id: box for box in last.boxes} == {box.id: box for box in whole.boxes}
    assert Counter((a.tail, a.head, a.kind, a.label) for a in last.arrows) == arrows


def sorted_by_arrows(ids, arrows):
    missing = Counter(head for _, head in arrows)
    ready, order = [name for name in ids if not missing[name]], []
    while ready:
        order.append(ready.pop())
        for tail, head in arrows:
            if tail == order[-1]:
                missing[head] -= 1
                if not missing[head]:
                    ready.append(head)
    return order


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_nothing_is_lost_however_it_is_opened(choose):
    """Programs of loops in loops, layers that are shared, and operations in between."""
    layers = mg.nn.ModuleList([mg.nn.Linear(2, 2) for _ in range(3)])
    extra = [mg.ones(2, requires_grad=True) for _ in range(2)]
    x = mg.ones(1, 2)
    for _ in range(choose.randint(1, 4)):
        body = [choose.randrange(7) for _ in range(choose.randint(1, 6))]
        for _ in range(choose.randint(1, 15)):
            for step in body:
                x = (
                    layers[step](x)
                    if step < 3
                    else x * extra[step - 3]
                    if step < 5
                    else x.tanh()
                    if step < 6
                    else x + x
                )
    picture = draw.make_dot(x.sum(), show_saved=choose.random() < 0.3, fold=True)
    if picture.view is not None:
        check(picture)


def test_nothing_is_lost_in_the_examples(backend):
    for picture in (unrolled(backend, 70), deep(backend, 20, fold=True), irregular(backend, 400)):
        check(picture)


def test_gradients_stay_with_their_leaves(backend):
    model = backend.nn.Sequential(*(backend.nn.Linear(2, 2) for _ in range(3)))
    loss = model(backend.ones(1, 2)).sum()
    loss.backward(retain_graph=True)
    picture = draw.make_dot(loss, show_grad=True, fold=True)
    assert not [box for box in picture.boxes if box.kind == "gradient"]
    opened = picture.open("model.1")
    frame = next(region for region in opened.regions if region.label == "model.1")
    assert {box.id for box in opened.boxes if box.kind in ("gradient", "leaf-grad")} < set(frame.boxes)
    check(picture)


def test_views_and_several_results_stay_outside(backend):
    x = backend.ones(4, requires_grad=True)
    values = [x]
    for _ in range(200):
        values.append((values[-1] * 1.5).tanh())
    picture = draw.make_dot([values[-1].view(2, 2), values[100], x])
    kinds = Counter(box.kind for box in picture.boxes)
    assert kinds["result"] == 2 and kinds["storage"] == 1 and kinds["leaf-grad"] == 1
    assert len(picture.result) == 3
    check(picture)


# Is it true that what a box of a module stands for was recorded by that module?


def now(backend):
    """Return the number that the next node will have, at least."""
    function = (backend.ones(1, requires_grad=True) * 1).grad_fn
    return function._sequence_nr() if backend is not mg else -function._number


def watched(backend, model):
    """Return {name of a module: [(number before, number after)]}, filled in as its modules are called."""
    calls = {}
    for name, module in model.named_modules(prefix="model"):
        spans = calls.setdefault(name, [])
        module.register_forward_pre_hook(lambda *_, spans=spans: spans.append([now(backend), None]))
        module.register_forward_hook(
            lambda *_, spans=spans: next(s for s in reversed(spans) if s[1] is None).__setitem__(1, now(backend))
        )
    return calls


@pytest.mark.parametrize("seed", range(12))
def test_a_module_box_holds_only_what_that_module_recorded(backend, seed):
    choose = random.Random(seed)

    def layer(depth):
        kind = choose.randrange(4 if depth else 2)
        if kind < 2:
            return backend.nn.Linear(2, 2)
        inner = [layer(depth - 1) for _ in range(choose.randint(1, 3))]
        inner.insert(choose.randint(0, len(inner)), backend.nn.Tanh())
        if choose.random() < 0.4:
            inner.append(choose.choice([m for m in inner if not isinstance(m, backend.nn.Tanh)]))  # called twice
        return backend.nn.Sequential(*inner)

    model = backend.nn.Sequential(*(layer(2) for _ in range(3)))
    calls = watched(backend, model)
    x = backend.ones(1, 2)
    for _ in range(choose.randint(1, 3)):
        x = model(x).exp()
    picture = draw.make_dot(x.sum(), fold=True)
    seen = 0
    while folded(picture):
        stretches = picture.view.stretches
        for fold in picture.view.closed.values():
            if fold.kind == "module":
                made = [stretches.recording.made[int(k)] for k in stretches.ops[fold.start : fold.end]]
                spans = [span for name, found in calls.items() if same(model, name, fold.title) for span in found]
                if "all uses" in fold.lines[0]:
                    spans = [(min(before for before, _ in spans), max(after for _, after in spans))]
                assert any(before < min(made) and max(made) < after for before, after in spans), fold
                seen += 1
        picture = picture.open(next(iter(folded(picture))))
    assert seen


def same(model, one, two):
    """True if two paths lead to the same module: it may be in several places."""

    def at(path):
        module = model
        for part in path.split(".")[1:]:
            module = getattr(module, part)
        return module

    return at(one) is at(two)


def test_nothing_is_claimed_of_a_module_whose_parameters_are_used_around_others(backend):
    outer, inner = backend.nn.Linear(2, 2), backend.nn.Linear(2, 2)
    y = inner(backend.ones(1, 2) @ outer.weight) + outer.bias
    titles = [lines[0] for lines in folded(draw.make_dot(y.sum(), fold=True)).values()]
    assert titles == ["inner"]


def test_an_input_that_is_used_again_inside_a_module_does_not_split_it(backend):
    class Skip(backend.nn.Module):
        def __init__(self):
            super().__init__()
            self.one, self.two = backend.nn.Linear(2, 2), backend.nn.Linear(2, 2)

        def forward(self, x):
            return self.two(self.one(x) + x)

    class Net(backend.nn.Module):
        def __init__(self):
            super().__init__()
            self.skip, self.last = Skip(), backend.nn.Linear(2, 1)

        def forward(self, x):
            return self.last(self.skip(x))

    net, x = Net(), backend.ones(1, 2, requires_grad=True)
    folds = draw.make_dot(net(x), fold=True).view.stretches.modules
    assert {fold.title for fold in folds} == {"net", "net.skip", "net.skip.one", "net.skip.two", "net.last"}


def test_a_weight_that_two_layers_share(backend):
    model = backend.nn.Sequential(backend.nn.Linear(2, 2), backend.nn.Tanh(), backend.nn.Linear(2, 2))
    model[2].weight = model[0].weight
    picture = draw.make_dot(model(backend.ones(1, 2)).sum(), fold=True)
    assert nodes_in(picture) == len(picture.unfolded().boxes)
    assert {"model.0.weight"} <= {box.lines[0] for box in picture.boxes if box.kind == "leaf-grad"}


# Robustness


def test_graphs_recorded_by_several_threads_are_folded_too(backend):
    x = backend.ones(2, requires_grad=True)
    results = []

    def work(y):
        for _ in range(120):
            y = (y * 2).tanh()
        results.append(y)

    for _ in range(2):
        thread = threading.Thread(target=work, args=(results[-1] if results else x,))
        thread.start()
        thread.join()
    picture = draw.make_dot((results[0] + results[1]).sum())
    assert folded(picture)
    check(picture)


def test_the_same_graph_gives_the_same_bytes(backend):
    one, two = irregular(backend, 600), irregular(backend, 600)
    assert one.source == two.source and str(one) == str(two) and one.html() == two.html()
    assert unrolled(backend, 90).html() == unrolled(backend, 90).html()


def test_100000_nodes(backend):
    x = backend.ones(2, requires_grad=True)
    y = x
    for _ in range(50_000):
        y = (y * 1.0).tanh()
    picture = draw.make_dot(y)
    assert folded(picture) and nodes_in(picture) > 100_000
    for _ in range(4):
        picture = picture.open(list(folded(picture))[-1])
    assert nodes_in(picture) > 100_000
    assert len(picture.boxes) < 100
    assert len(picture.svg()) < 200_000
    whole = draw.make_dot(y, fold=False)
    assert len(whole.boxes) > 100_000 and str(whole).endswith("... and more")
    nodes = list(draw.structure.walk([y.grad_fn]))[::-1]
    del y
    # PyTorch 2.13 overflows the stack when it frees so long a chain after Python has looked at it. One by one it can.
    while nodes:
        nodes.pop()
    gc.collect()


def test_folding_a_leaf_alone_changes_nothing(backend):
    assert str(draw.make_dot(backend.ones(2), fold=True)) == "leaf  (2,) · no grad"


# The page


def test_the_page_has_a_picture_for_each_box_that_can_be_opened(backend):
    picture = deep(backend, 40)
    page = picture._repr_mimebundle_()["text/html"]
    views = json.loads(re.search(r'<script type="application/json" class="mg-views">(.*?)</script>', page, re.S)[1])
    assert {name for name, view in views.items() if name and not view["up"]} == set(folded(picture))
    assert {view["up"] for view in views.values()} <= set(views)
    for name in folded(picture):
        opened = picture.open(name)
        words = re.findall(r"<text[^>]*>([^<]*)</text>", views[name]["drawing"])
        assert {line for box in opened.boxes for line in box.lines} <= set(words)
        assert ' id="' not in views[name]["drawing"]
    assert "http://" not in page.replace("http://www.w3.org/", "") and "https://" not in page
    assert "mg-folds" not in deep(backend, 1)._repr_mimebundle_()["text/html"]


def test_the_page_of_an_opened_picture_begins_with_it(backend):
    picture = deep(backend, 60)
    one, two = list(picture.view.closed)[:2]
    for opened, start, told in (
        (picture.open(one), one, "Opened: "),
        (picture.open(one).open(two), f"{two}-2", ", "),
    ):
        page = opened.html()
        views = json.loads(re.search(r'<script type="application/json" class="mg-views">(.*?)</script>', page, re.S)[1])
        assert f'data-start="{start}"' in page
        words = re.findall(r"<text[^>]*>([^<]*)</text>", views[start]["drawing"])
        assert {line for box in opened.boxes for line in box.lines} <= set(words)
        assert told in views[start]["words"]
        assert views[start]["up"] == ("" if start == one else one)
        assert (
            views[""]["drawing"]
            == json.loads(re.search(r'class="mg-views">(.*?)</script>', picture.html(), re.S)[1])[""]["drawing"]
        )
