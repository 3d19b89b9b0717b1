"""The stepper in a browser: in exported notebooks with the network off, in JupyterLab, by mouse and by keyboard."""

import re

from .conftest import executed, notebook, run_all

PROGRAM = """\
import minigrad as torch
from minigrad import draw

w = torch.tensor([1.0, -2.0], requires_grad=True)
b = torch.tensor(0.5, requires_grad=True)
x = torch.tensor([3.0, 4.0])

def loss_of():
    y = w * x + b
    return (y * y).mean()
"""
ONCE = (PROGRAM, "loss = loss_of()\nstepper = draw.backward(loss)\nstepper")
TWICE = (*ONCE, "stepper", "again = loss_of()\ndraw.backward(again)")
STEPS = 6


def gradients(passes=1):
    """Return {name: .grad} after ordinary passes."""
    names = {}
    exec(PROGRAM, names)
    for _ in range(passes):
        names["loss_of"]().backward()
    return {name: names[name].grad.tolist() for name in ("w", "b")}


class Stepper:
    """What a user sees of a stepper on a page, and can do with it."""

    def __init__(self, page, number=0):
        self.page, self.root = page, page.locator(".minigrad-stepper").nth(number)
        self.root.locator(".bar").wait_for()

    def press(self, name):
        self.root.get_by_role("button", name=name, exact=True).click()

    @property
    def place(self):
        return self.root.locator("output").inner_text()

    @property
    def text(self):
        return self.root.locator(".now-text").inner_text()

    def buckets(self):
        """Return {name: [value, of how many passes it is]} as it stands in the picture."""
        boxes = self.root.locator("svg g.node.gradient").all()
        lines = [[line.strip() for line in box.locator("text").all_text_contents()] for box in boxes]
        return {name: rest for name, *rest in lines}

    def labels(self):
        """Return the texts that can be seen at the arrows."""
        found = self.root.locator("svg g.edge text").all()
        return [label.text_content().strip() for label in found if label.is_visible()]

    def running(self):
        """Return the words of the boxes that are marked as running now."""
        return self.root.locator("svg g.node.now text").all_text_contents()


def test_by_mouse_in_an_exported_page_without_network(new_page, exported):
    page = new_page()
    page.goto(exported(*ONCE))
    stepper = Stepper(page)
    assert stepper.place == f"step 0 of {STEPS}"
    assert stepper.buckets() == {
        "w.grad": ["None (empty)", "filled by no pass"], "b.grad": ["None (empty)", "filled by no pass"],
    }  # fmt: skip
    assert stepper.labels() == ["1.0"]
    stepper.press("Forward")
    assert "expand(g, self_shape) / count = expand(1.0, (2,)) / 2 = [0.5, 0.5]" in stepper.text
    assert stepper.running() == ["MeanBackward0", "makes loss"]
    stepper.press("Forward")
    stepper.press("Forward")
    assert "g = [1.75, -3.75] + [1.75, -3.75] = [3.5, -7.5], as 2 paths meet here" in stepper.text
    assert len(stepper.labels()) == 6
    stepper.press("Back")
    assert stepper.place == f"step 2 of {STEPS}"
    assert len(stepper.labels()) == 4
    stepper.press("Last")
    expected = gradients()
    assert {name: eval(value) for name, (value, _) in stepper.buckets().items()} == {
        f"{name}.grad": value for name, value in expected.items()
    }
    assert f"now {expected['w']}: filled by 1 pass" in stepper.text
    stepper.root.get_by_role("button", name="Forward").click(force=True)  # there is nothing after it
    assert stepper.place == f"step {STEPS} of {STEPS}"
    stepper.press("First")
    assert stepper.place == f"step 0 of {STEPS}"
    slider = stepper.root.get_by_role("slider")
    box = slider.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert stepper.place == "step 3 of 6"
    stepper.root.get_by_text("All steps").click()
    assert stepper.root.locator("tbody tr").count() == STEPS + 1
    assert stepper.root.locator("tbody tr.now td").first.inner_text() == "3"


HEADS = """root => [...root.querySelectorAll('svg g.edge')].map(edge => {
    const seen = kind => [...edge.querySelectorAll(`polygon${kind}`)].some(p => getComputedStyle(p).display !== 'none');
    const [path, polygon] = ['path', 'polygon'].map(kind => edge.querySelector(`${kind}.turned`).getBBox());
    return {now: edge.classList.contains('now'), forward: seen(':not(.turned)'), back: seen('.turned'),
            up: polygon.y < path.y};
})"""


def test_the_arrow_of_a_gradient_points_back(new_page, exported):
    page = new_page()
    page.goto(exported(*ONCE))
    stepper = Stepper(page)
    for step in range(STEPS + 1):
        heads = stepper.root.evaluate(HEADS)
        assert {head["now"] for head in heads} == {True, False}
        for head in heads:
            assert head["back"] == head["now"] and not (head["forward"] and head["now"]), step
            assert head["up"] or not head["now"]  # towards the inputs
        stepper.press("Forward") if step < STEPS else None
    assert "Red arrows: the gradient goes back, against the arrow of the computation" in stepper.root.inner_text()


def test_what_the_pass_has_not_come_to_is_pale(new_page, exported):
    page = new_page()
    page.goto(exported(*ONCE))
    stepper = Stepper(page)

    def pale():
        return {text for text in stepper.root.locator("svg g.node.todo text").all_text_contents() if text[0].islower()}

    assert pale() == {"w", "b", "x", "makes loss"}
    for _ in range(3):
        stepper.press("Forward")
    assert {"w", "x"} <= pale() and "makes loss" not in pale()
    stepper.press("Last")
    assert pale() == set()


def test_where_nothing_was_sent_there_is_no_red_arrow(new_page, exported):
    page = new_page()
    page.goto(exported(PROGRAM, "h = w * x\nloss = (h * h).sum()\ndraw.backward(loss, inputs=[h])"))
    stepper = Stepper(page)
    stepper.press("Last")
    now = stepper.root.locator("svg g.edge.now text").all_text_contents()
    names = {}
    exec(PROGRAM + "h = w * x\nh.retain_grad()\n(h * h).sum().backward()", names)
    assert [label.strip() for label in now] == [f"adds {names['h'].grad.tolist()}"]
    assert stepper.root.locator("svg g.node.todo text").first.text_content() == "w"


def test_in_a_small_window_the_picture_is_scrolled_and_the_page_is_not(new_page, exported):
    page = new_page(viewport={"width": 1000, "height": 420})
    page.goto(exported(*ONCE))
    stepper = Stepper(page)
    frame = stepper.root.locator(".picture")
    page.evaluate("() => document.querySelector('.minigrad-stepper').scrollIntoView()")
    before = page.evaluate("window.scrollY")
    assert frame.evaluate("f => f.scrollHeight > f.clientHeight")
    assert "The picture goes on: scroll it." in stepper.root.inner_text()
    seen = """f => {
        const [outer, box] = [f, f.querySelector('g.node.now')].map(e => e.getBoundingClientRect());
        return box.top >= outer.top && box.bottom <= outer.bottom;
    }"""
    for step in range(STEPS + 1):
        assert frame.evaluate(seen), step
        stepper.press("Forward") if step < STEPS else None
    assert page.evaluate("window.scrollY") == before
    wide = new_page(viewport={"width": 1000, "height": 1600})
    wide.goto(exported(*ONCE))
    assert "The picture goes on" not in Stepper(wide).root.inner_text()


def test_by_keyboard_in_an_exported_page(new_page, exported):
    page = new_page()
    page.goto(exported(*ONCE))
    stepper = Stepper(page)
    names = []
    for _ in range(40):  # what the Tab key comes to
        page.keyboard.press("Tab")
        inside = page.evaluate(
            "() => { const a = document.activeElement; "
            "return a.closest('.minigrad-stepper') ? (a.textContent || a.ariaLabel || '').slice(0, 12) : null }"
        )
        names += [inside] if inside else []
        if inside is None and names:
            break
    assert [name.strip() for name in names[:6]] == ["First", "Back", "Play", "Forward", "Last", "Step"]
    slider = stepper.root.get_by_role("slider", name="Step")
    slider.focus()
    assert slider.evaluate("a => getComputedStyle(a).outlineStyle") != "none"
    for key, place in [("ArrowRight", 1), ("ArrowRight", 2), ("ArrowUp", 3), ("ArrowLeft", 2), ("End", 6), ("Home", 0)]:
        page.keyboard.press(key)
        assert stepper.place == f"step {place} of {STEPS}", key
    assert slider.get_attribute("aria-valuetext") == "step 0 of 6: loss.backward()"
    stepper.root.get_by_role("button", name="Forward").focus()
    page.keyboard.press("Enter")
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    assert stepper.place == f"step 3 of {STEPS}"
    live = stepper.root.locator("[aria-live=polite]")
    assert live.inner_text().startswith("3. AddBackward0\n")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    assert stepper.place == f"step 3 of {STEPS}"


def test_several_on_one_page_do_not_disturb_each_other(new_page, exported):
    page = new_page()
    page.goto(exported(*TWICE))
    one, copy, other = (Stepper(page, number) for number in range(3))
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(e => e.id).filter(id => /^stepper/.test(id))")
    assert len(ids) == len(set(ids)) > 30
    one.press("Forward")
    copy.press("Last")
    other.root.get_by_role("slider").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    assert [one.place, copy.place, other.place] == ["step 1 of 6", "step 6 of 6", "step 5 of 6"]
    assert one.buckets()["w.grad"][0] == "None (empty)"
    assert eval(copy.buckets()["w.grad"][0]) == gradients()["w"]
    assert eval(other.buckets()["w.grad"][0]) == gradients()["w"]  # not emptied by the next pass
    other.press("Last")
    assert eval(other.buckets()["w.grad"][0]) == gradients(2)["w"]
    assert other.buckets()["w.grad"][1] == "sum of 2 passes"


def test_playing_and_pausing(new_page, exported):
    page = new_page()
    page.clock.install()
    page.goto(exported(*ONCE))
    stepper = Stepper(page)
    stepper.press("Play")
    assert stepper.place == "step 1 of 6"
    page.clock.run_for(1400)
    assert stepper.place == "step 2 of 6"
    stepper.press("Pause")
    page.clock.run_for(5000)
    assert stepper.place == "step 2 of 6"
    stepper.press("Play")
    page.clock.run_for(10_000)
    assert stepper.place == "step 6 of 6"
    assert stepper.root.get_by_role("button", name="Play").count() == 1


def test_nothing_moves_by_itself_where_reduced_motion_is_asked_for(new_page, exported):
    page = new_page(reduced_motion="reduce")
    page.goto(exported(*ONCE))
    stepper = Stepper(page)
    assert not stepper.root.get_by_text("Play").is_visible()
    moving = "e => [...e.querySelectorAll('*')].filter(x => getComputedStyle(x).transitionDuration !== '0s').length"
    assert stepper.root.evaluate(moving) == 0
    stepper.press("Forward")
    assert stepper.place == "step 1 of 6"


CONTRAST = """element => {
    const numbers = color => color.match(/[\\d.]+/g).map(Number);
    const light = color => numbers(color).slice(0, 3).map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
    let behind = element;
    while (numbers(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
    const [a, b] = [light(getComputedStyle(element).color), light(getComputedStyle(behind).backgroundColor)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


def test_light_and_dark_are_readable(new_page, exported, tmp_path):
    addresses = [exported(*ONCE), exported(*ONCE, theme="dark")]
    for scheme in ("light", "dark"):
        names = {}
        exec(ONCE[0] + ONCE[1].replace("\nstepper\n", "\n"), names)
        names["stepper"].save(tmp_path / "alone.html")
        for address in (*addresses, (tmp_path / "alone.html").as_uri()):
            page = new_page(color_scheme=scheme)
            page.goto(address)
            stepper = Stepper(page)
            for selector in (".now-text", "button", "output", "summary", "td"):
                assert stepper.root.locator(selector).first.evaluate(CONTRAST) > 4.5, (address, scheme, selector)


HOSTILE = "</script><img src=x onerror='window.hacked = 1'><!--\u2028\"&"


def test_hostile_names_are_only_text(new_page, exported):
    page = new_page()
    page.goto(exported(PROGRAM, f"loss = loss_of()\ndraw.backward(loss, params={{{HOSTILE!r}: w, '<b>l</b>': loss}})"))
    stepper = Stepper(page)
    stepper.press("Last")
    assert "</script><img src=x onerror=" in stepper.text
    stepper.press("First")
    assert "0. <b>l</b>.backward()" in stepper.text
    assert page.evaluate("window.hacked") is None
    assert stepper.root.locator("b, .now-text img, svg img").count() == 0


def test_without_script_the_picture_and_the_table_of_steps_can_be_read(new_page, exported):
    page = new_page(java_script_enabled=False)
    page.goto(exported(*ONCE))
    root = page.locator(".minigrad-stepper")
    assert root.locator("img").bounding_box()["height"] > 200
    assert "They go back, against the arrows of the computation." in root.inner_text()
    assert "d loss/d w = g * x = [3.5, -7.5] * [3.0, 4.0] = [10.5, -30.0]" in root.locator("table").inner_text()


def test_in_jupyterlab(new_page, lab):
    page = new_page(offline=False)
    page.goto(lab.add("live.ipynb", notebook(*ONCE, "1 + 1")))
    run_all(page)
    page.locator(".jp-OutputArea-output pre").get_by_text(re.compile("^2$")).wait_for()
    stepper = Stepper(page)
    stepper.press("Forward")
    stepper.press("Forward")
    assert stepper.place == "step 2 of 6"
    cells = page.locator(".jp-Cell")
    active = page.locator(".jp-Cell.jp-mod-active").evaluate("c => [...c.parentElement.children].indexOf(c)")
    count = cells.count()
    stepper.root.get_by_role("button", name="Forward").focus()
    for key in ("Enter", " ", "ArrowRight", "ArrowDown", "ArrowUp", "Home", "ArrowRight"):
        page.keyboard.press(key)
    assert stepper.place == "step 1 of 6"
    assert page.locator(".jp-Cell.jp-mod-active").evaluate("c => [...c.parentElement.children].indexOf(c)") == active
    assert cells.count() == count
    assert page.locator(".jp-Notebook.jp-mod-editMode").count() == 0
    page.keyboard.press("End")
    assert {name: eval(value) for name, (value, _) in stepper.buckets().items()} == {
        f"{name}.grad": value for name, value in gradients().items()
    }
    cells.first.locator(".cm-content").click()  # to write code: keys are no longer the stepper's
    for key in ("ArrowLeft", "Home", "ArrowLeft"):
        page.keyboard.press(key)
    assert stepper.place == "step 6 of 6"


def test_stored_in_a_notebook_that_is_trusted_or_not(new_page, lab):
    page = new_page(offline=False)
    page.goto(lab.add("trusted.ipynb", executed(*ONCE), trusted=True))
    stepper = Stepper(page)
    stepper.press("Last")
    assert eval(stepper.buckets()["w.grad"][0]) == gradients()["w"]
    page = new_page(offline=False)
    page.goto(lab.add("foreign.ipynb", executed(*ONCE, "'trust goes by content'")))
    table = page.locator(".jp-OutputArea table")
    table.wait_for()
    assert "d loss/d w = g * x = [3.5, -7.5] * [3.0, 4.0] = [10.5, -30.0]" in table.inner_text()
    assert page.locator(".jp-OutputArea img").bounding_box()["height"] > 200
    assert page.locator(".minigrad-stepper .bar").count() == 0
