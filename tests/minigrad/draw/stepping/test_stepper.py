"""The stepper tells what an ordinary backward pass does, and disturbs nothing."""

import gc
import json
import re
import weakref
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minigrad import draw

from ..backends import BACKENDS


def line(backend):
    """Return (w, b, loss) of a small program, in which two paths meet and a scalar is broadcast."""
    w = backend.tensor([1.0, -2.0], requires_grad=True)
    b = backend.tensor(0.5, requires_grad=True)
    x = backend.tensor([3.0, 4.0])
    y = w * x + b
    loss = (y * y).sum()
    return w, b, loss, {"w": w, "b": b, "x": x, "y": y, "loss": loss}


def test_the_text_tells_formulas_numbers_sums_and_buckets(backend):
    *_, loss, names = line(backend)
    assert str(draw.backward(loss, params=names)).splitlines() == [
        "backward of loss, step by step: 6 steps",
        "1. SumBackward0 (made loss)",
        "   g = 1.0",
        "   d loss/d self = expand(g, self_shape) = expand(1.0, (2,)) = [1.0, 1.0]  → MulBackward0",
        "2. MulBackward0",
        "   g = [1.0, 1.0]",
        "   d loss/d y (as self) = g * y = [1.0, 1.0] * [3.5, -7.5] = [3.5, -7.5]",
        "   d loss/d y (as other) = g * y = [1.0, 1.0] * [3.5, -7.5] = [3.5, -7.5]",
        "3. AddBackward0 (made y)",
        "   g = [3.5, -7.5] + [3.5, -7.5] = [7.0, -15.0], as 2 paths meet here",
        "   d loss/d self = g = [7.0, -15.0]  → MulBackward0",
        "   d loss/d b = g = [7.0, -15.0], summed over dimension 0, along which the input was repeated = -8.0",
        "4. AccumulateGrad of b",
        "   g = -8.0",
        "   b.grad was None (empty), now -8.0: filled by 1 pass",
        "5. MulBackward0",
        "   g = [7.0, -15.0]",
        "   d loss/d w = g * x = [7.0, -15.0] * [3.0, 4.0] = [21.0, -60.0]",
        "6. AccumulateGrad of w",
        "   g = [21.0, -60.0]",
        "   w.grad was None (empty), now [21.0, -60.0]: filled by 1 pass",
    ]


def test_tensors_are_called_as_the_variables_of_the_calling_code_are(backend):
    weight = backend.tensor(2.0, requires_grad=True)
    cost = weight * 3.5
    assert "d cost/d weight = g * other = 1.0 * 3.5 = 3.5" in str(draw.backward(cost))


def test_it_is_an_ordinary_pass_that_frees_the_graph(backend):
    w, b, loss, names = line(backend)
    draw.backward(loss, params=names)
    assert (w.grad.tolist(), b.grad.item()) == ([21.0, -60.0], -8.0)
    with pytest.raises(RuntimeError, match="second time"):
        loss.backward()


def test_the_next_pass_does_not_empty_the_buckets(backend):
    w, _, loss, names = line(backend)
    for words in ("filled by 1 pass", "sum of 2 passes", "sum of 3 passes", "sum of 4 passes"):
        stepper = draw.backward(loss, params=names, retain_graph=True)
        assert str(stepper).endswith(words)
    last = stepper.steps[-1]
    assert (last.before.tolist(), last.after.tolist()) == ([63.0, -180.0], [84.0, -240.0])
    assert "w.grad was not emptied: [63.0, -180.0] + [21.0, -60.0] = [84.0, -240.0], sum of 4 passes" in str(stepper)
    w.grad = None
    assert str(draw.backward(loss, params=names, retain_graph=True)).endswith("filled by 1 pass")
    w.grad.zero_()
    text = str(draw.backward(loss, params=names, retain_graph=True))
    assert text.endswith("w.grad was zero: [0.0, 0.0] + [21.0, -60.0] = [21.0, -60.0], filled by 1 pass")
    loss.backward(retain_graph=True)  # not recorded: how often is not known after it
    stepper = draw.backward(loss, params=names)
    assert stepper.steps[-1].counted is None
    assert str(stepper).endswith("[42.0, -120.0] + [21.0, -60.0] = [63.0, -180.0], added to again")


def test_the_steps_are_in_the_order_in_which_the_nodes_ran(backend):
    *_, loss, names = line(backend)
    order, nodes = [], [loss.grad_fn]
    for node in nodes:
        for function, _ in node.next_functions:
            if function is not None and function not in nodes:
                nodes.append(function)
    handles = [node.register_hook(lambda *_, node=node: order.append(type(node).__name__)) for node in nodes]
    stepper = draw.backward(loss, params=names)
    assert [step.node for step in stepper.steps] == order
    assert len(stepper) == stepper.total == len(nodes) == len(handles)


def test_no_hook_stays_behind(backend):
    *_, loss, names = line(backend)
    stepper = draw.backward(loss, params=names, retain_graph=True)
    before = str(stepper)
    loss.backward(retain_graph=True)
    assert (stepper.total, str(stepper)) == (6, before)
    draw.backward(loss, params=names)
    assert str(stepper) == before


def test_no_hook_stays_behind_where_the_pass_fails(backend):
    w, _, loss, names = line(backend)

    def fail(grad):
        raise ValueError("stop here")

    handle = names["y"].register_hook(fail)
    with pytest.raises(ValueError, match="stop here"):
        draw.backward(loss, params=names)
    handle.remove()
    again = line(backend)
    assert draw.backward(again[2], params=again[3]).total == 6
    assert w.grad is None


def test_the_stepper_holds_no_graph_and_no_tensor(backend):
    w, b, loss, names = line(backend)
    stepper = draw.backward(loss, params=names, retain_graph=True)
    references = [weakref.ref(thing) for thing in (w, b, loss, names["y"])]
    del w, b, loss, names
    gc.collect()
    assert [reference() for reference in references] == [None] * 4
    assert "w.grad" in str(stepper)


def test_what_a_hook_of_the_user_changes_is_said(backend):
    w, _, loss, names = line(backend)
    names["y"].register_hook(lambda grad: grad * 2)
    text = str(draw.backward(loss, params=names))
    assert "g = [3.5, -7.5] + [3.5, -7.5]; a hook changed it to [14.0, -30.0], as 2 paths meet here" in text
    assert w.grad.tolist() == [42.0, -120.0]
    *_, loss, names = line(backend)
    names["y"].grad_fn.register_hook(lambda inputs, outputs: (inputs[0] * 10, inputs[1]))
    text = str(draw.backward(loss, params=names))
    assert "d loss/d self = [70.0, -150.0] (not what g gives: a hook changed it, or rounding)" in text


def test_a_gradient_to_begin_with_and_inputs_to_stop_at(backend):
    w, b, _, names = line(backend)
    y = names["y"]
    stepper = draw.backward(y, backend.tensor([1.0, 10.0]), params=names, inputs=[w])
    assert [step.name for step in stepper.steps if step.leaf] == ["w"]
    assert (w.grad.tolist(), b.grad) == ([3.0, 40.0], None)
    *_, loss, names = line(backend)
    text = str(draw.backward(loss, params=names, inputs=[names["y"]]))
    assert text.endswith("at the end, y.grad = [7.0, -15.0], as inputs= asked for it")


def test_a_leaf_can_be_the_whole_graph(backend):
    w = backend.tensor(2.0, requires_grad=True)
    stepper = draw.backward(w, params={"w": w})
    assert str(stepper).splitlines()[1:] == [
        "1. AccumulateGrad of w", "   g = 1.0", "   w.grad was None (empty), now 1.0: filled by 1 pass",
    ]  # fmt: skip
    assert "minigrad-stepper" in stepper.html()


def test_several_results_and_nodes_without_a_formula(backend):
    class Double(backend.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, grad):
            return grad * 2

    x = backend.tensor([1.0, 2.0, 3.0], requires_grad=True)
    first, second = Double.apply(x).split([1, 2])
    loss = (first.sum() * 5) + second.sum()
    text = str(draw.backward(loss, params={"x": x, "first": first, "second": second}))
    assert "d loss/d first = expand(g, self_shape) = expand(5.0, (1,)) = [5.0]" in text
    assert "d loss/d second = expand(g, self_shape) = expand(1.0, (2,)) = [1.0, 1.0]" in text
    assert "g of result 0 = [5.0]" in text
    assert "= concatenate(grads, dim)\n     = concatenate(([5.0], [1.0, 1.0]), 0)\n     = [5.0, 1.0, 1.0]" in text
    assert "d loss/d x = [10.0, 2.0, 2.0] (no formula is written for this kind of node)" in text


def test_hooks_for_saved_tensors_run_as_often_as_in_an_ordinary_pass(backend):
    calls = []
    with backend.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: (calls.append(1), x)[1]):
        w = backend.tensor(2.0, requires_grad=True)
        loss = w * w
    loss.backward(retain_graph=True)
    ordinary = len(calls)
    stepper = draw.backward(loss, params={"w": w})
    assert len(calls) == 2 * ordinary > 0
    assert stepper.steps[0].inputs[0].formula == "g * other"
    assert stepper.steps[0].inputs[0].numbers is None


def test_variables_that_cannot_be_asked_for_their_history_are_left_alone(backend):
    w = backend.tensor([1.0, 2.0], requires_grad=True)
    base = w * 1
    with backend.no_grad():
        view = base[:1]
    base.mul_(3)
    with pytest.raises(RuntimeError, match="modified inplace"):
        view.grad_fn  # noqa: B018
    text = str(draw.backward(base.sum()))
    assert "w.grad was None (empty), now [3.0, 3.0]" in text
    assert "view" not in text


def test_what_is_wrong_is_refused_as_by_the_ordinary_pass(backend):
    with pytest.raises(TypeError, match="runs the backward pass of a tensor, and this is a float"):
        draw.backward(3.0)
    with pytest.raises(TypeError, match="params"):
        draw.backward(backend.ones(1, requires_grad=True), params=3)
    with pytest.raises(RuntimeError, match="does not require grad"):
        draw.backward(backend.ones(()))
    with pytest.raises(RuntimeError, match="grad can be implicitly created only for scalar outputs"):
        draw.backward(backend.ones(2, requires_grad=True) * 2)


def test_a_graph_of_100_000_nodes_is_told_by_its_ends(backend):
    x = y = backend.tensor(1.0, requires_grad=True)
    for _ in range(100_000):
        y = y * 1.0
    stepper = draw.backward(y, params={"x": x})
    assert (stepper.total, len(stepper.steps)) == (100_001, 20)
    text = str(stepper)
    assert "100001 steps. These are more than 300, so here are only the first and the last 10" in text
    assert "\n10. MulBackward0\n" in text
    assert "\n99992. MulBackward0\n" in text
    assert text.endswith("x.grad was None (empty), now 1.0: filled by 1 pass")
    assert set(stepper._repr_mimebundle_()) == {"text/plain"}
    with pytest.raises(ValueError, match="a page is made of at most 300 nodes"):
        stepper.html()
    # PyTorch 2.13 overflows the stack when it frees so long a chain after Python has looked at it. One by one it can.
    nodes = [y.grad_fn]
    while nodes[-1].next_functions:
        nodes.append(nodes[-1].next_functions[0][0])
    nodes.reverse()
    del y
    while nodes:
        nodes.pop()


class Page(HTMLParser):
    """Collects the elements, and the texts of the scripts."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.scripts, self.attributes = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [key for key, _ in attrs]
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "script":
            self.scripts[-1] += data


HOSTILE = ["</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "'\"&<>\u2028\u2029]]>-->", "<!--"]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_cannot_bring_in_elements(backend, name):
    w = backend.tensor(2.0, requires_grad=True)
    loss = w * w
    page = draw.backward(loss, params={name: w, name + "2": loss}).html()
    w = backend.tensor(2.0, requires_grad=True)
    loss = w * w
    tame = Page(draw.backward(loss, params={"w": w, "loss": loss}).html())
    found = Page(page)
    assert [tag for tag in found.tags if tag != "br"] == [tag for tag in tame.tags if tag != "br"]
    assert found.attributes == tame.attributes
    assert page.isascii() or not set(page) & set("\u2028\u2029")
    assert "w.grad" in json.dumps(json.loads(tame.scripts[0]))
    assert json.loads(found.scripts[0])["steps"][-1]["title"].startswith("AccumulateGrad of")


def test_the_page_is_the_same_every_time_and_its_table_needs_no_script(backend):
    pages = []
    for _ in range(2):
        *_, loss, names = line(backend)
        pages.append(draw.backward(loss, params=names).html())
    assert pages[0] == pages[1]
    without = re.sub(r"(?s)<script.*?</script>", "", pages[0])
    assert "d loss/d w = g * x = [7.0, -15.0] * [3.0, 4.0] = [21.0, -60.0]" in without
    assert "data:image/svg+xml;base64," in without
    assert not re.search(r"https?://(?!www\.w3\.org)", pages[0])


def test_both_packages_give_the_same_page():
    pages = set()
    for backend in BACKENDS:
        *_, loss, names = line(backend)
        pages.add(draw.backward(loss, params=names).html())
    assert len(pages) == 1


def test_a_page_can_be_saved(backend, tmp_path):
    *_, loss, names = line(backend)
    stepper = draw.backward(loss, params=names)
    stepper.save(tmp_path / "steps.html")
    page = (tmp_path / "steps.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert stepper.html() in page


OPERATIONS = {
    "a + b": 2, "a * b": 2, "a - b": 2, "a / (b * b + 1)": 2, "a.sum()": 1, "a.mean() * b": 2, "(a * 0.5).exp()": 1,
    "a.tanh()": 1, "a.relu() + b": 2, "a.reshape(-1)[:1] * b": 2, "torch.maximum(a, b)": 2, "a.clone()": 1,
    "torch.where(a > b, a, b * 2)": 2, "-a": 1, "a.detach() * b": 2, "torch.stack([a.sum(), b.sum()]).softmax(0)": 2,
}  # fmt: skip
CHOICES = st.lists(st.tuples(st.sampled_from(list(OPERATIONS)), st.integers(0, 9), st.integers(0, 9)), max_size=12)


def run(torch, program, passes):
    """Return (leaves, losses) of a random program: one loss for each pass."""
    leaves = [
        torch.tensor(0.75, requires_grad=True),
        torch.tensor([0.5, -1.5], requires_grad=True),
        torch.tensor([[1.0], [-0.25]], requires_grad=True),
    ]
    losses = []
    for _ in range(passes):
        made = [*leaves, torch.tensor([1.0, 2.0])]
        for text, one, two in program:
            made.append(eval(text, {"torch": torch, "a": made[one % len(made)], "b": made[two % len(made)]}))
        losses.append(sum(((x * 0.1).sum() for x in made), torch.tensor(0.0)))
    return leaves, losses


@settings(max_examples=25, deadline=None, derandomize=True)
@given(CHOICES)
def test_what_is_shown_is_what_an_ordinary_pass_leaves(program):
    for torch in BACKENDS:
        leaves, losses = run(torch, program, 2)
        for loss in losses:
            loss.backward()
        expected = [leaf.grad.reshape(-1).tolist() for leaf in leaves]
        leaves, losses = run(torch, program, 2)
        names = {f"leaf {k}": leaf for k, leaf in enumerate(leaves)}
        steppers = [draw.backward(loss, params=names) for loss in losses]
        for leaf, grad in zip(leaves, expected, strict=True):  # sums of floats may differ in the last bit
            assert leaf.grad.reshape(-1).tolist() == pytest.approx(grad, rel=1e-6)
        shown = {step.name: step for step in steppers[-1].steps if step.leaf}
        assert [shown[name].after.tolist() for name in names] == [leaf.grad.tolist() for leaf in leaves]
        assert all(step.counted == 2 for step in shown.values())
        for step in steppers[0].steps:
            assert not step.hooked
            assert all(one.formula is not None for one in step.inputs), step
