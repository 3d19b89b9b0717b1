"""Folded graphs in a browser: opened and closed in exported notebooks with the network off, and in JupyterLab."""

import re

import pytest

from .conftest import executed, notebook, run_all

PROGRAM = """\
import minigrad as torch
from minigrad import draw

def unrolled(steps):
    cell = torch.nn.Linear(2, 2)
    state = torch.zeros(1, 2)
    for _ in range(steps):
        state = (cell(state) + 1).tanh()
    return draw.make_dot(state.sum(), params=dict(cell.named_parameters("cell")))
"""
CELLS = (PROGRAM + "unrolled(80)", "unrolled(120)")


@pytest.fixture
def picture():
    """The first of the pictures on the page."""
    names = {}
    exec(PROGRAM, names)
    return names["unrolled"](80)


def boxes(picture):
    """Return [(id, lines)] of the folded boxes, sorted."""
    return sorted((box.id, list(box.lines)) for box in picture.boxes if box.kind == "folded")


def shown(root):
    """Return the same as it is to be seen in the page."""
    found = root.locator(".node.folded").all()
    return sorted((box.get_attribute("data-id"), box.locator("text").all_text_contents()) for box in found)


def focused(page):
    """Return the id of the box that has the focus, or else the text of what has it."""
    return page.evaluate("document.activeElement.dataset.opens ?? document.activeElement.textContent")


def test_by_mouse_and_each_picture_by_itself(new_page, exported, picture):
    page = new_page()
    page.goto(exported(*CELLS))
    first, second = page.locator(".mg-folds").all()
    close = first.get_by_role("button", name="Close the opened box")
    there = shown(second)
    assert shown(first) == boxes(picture) != there
    assert close.is_disabled()
    outer = boxes(picture)[0][0]
    first.locator(f'[data-opens="{outer}"]').click()
    opened = picture.open(outer)
    assert shown(first) == boxes(opened)
    inner = next(name for name, lines in boxes(opened) if lines[0] == "repetitions 12 to 21")
    first.locator(f'[data-opens="{inner}"]').click()
    assert shown(first) == boxes(opened.open(inner))
    assert "repetitions 12 to 21" in first.locator(".mg-where").inner_text()
    for expected in (opened, picture):
        close.click()
        assert shown(first) == boxes(expected)
    assert shown(second) == there


def test_what_was_opened_in_python_can_be_closed_in_the_page(new_page, exported, picture):
    page = new_page()
    outer = boxes(picture)[0][0]
    page.goto(exported(PROGRAM + f"unrolled(80).open({outer!r})"))
    root = page.locator(".mg-folds")
    close = root.get_by_role("button", name="Close the opened box")
    assert shown(root) == boxes(picture.open(outer))
    assert close.is_enabled()
    close.click()
    assert shown(root) == boxes(picture)
    assert close.is_disabled()
    assert focused(page) == outer


def test_by_keyboard_alone(new_page, exported, picture):
    page = new_page()
    page.goto(exported(*CELLS))
    root = page.locator(".mg-folds").first
    outer = boxes(picture)[0][0]
    for key in ("Enter", "Space"):
        for _ in range(60):
            page.keyboard.press("Tab")
            if focused(page) == outer:
                break
        page.keyboard.press(key)
        assert shown(root) == boxes(picture.open(outer))
        assert focused(page) == "Close the opened box"
        page.keyboard.press("Escape")
        assert shown(root) == boxes(picture)
        assert focused(page) == outer
        page.evaluate("document.activeElement.blur()")


def test_a_screen_reader_is_told(new_page, exported):
    page = new_page()
    page.goto(exported(*CELLS))
    root = page.locator(".mg-folds").first
    box = root.get_by_role("button", name=re.compile(r"^Open .* 80, cell, AddBackward0, TanhBackward0, \d+ boxes$"))
    assert box.count() == 1
    told = root.locator('[aria-live="polite"]')
    assert "boxes stand for 405." in told.inner_text()


def test_a_box_that_lies_too_far_inside_says_how_to_open_it(new_page, exported):
    page = new_page()
    page.goto(exported(PROGRAM + "unrolled(3000)"))
    root = page.locator(".mg-folds").first
    for _ in range(6):
        last = root.locator("[data-opens]").last
        name = last.get_attribute("data-opens")
        last.click()
        if "In Python" in root.locator(".mg-where").inner_text():
            break
    assert f".open('{name}')" in root.locator(".mg-where").inner_text()


def test_without_scripts_the_picture_is_there_all_the_same(new_page, exported):
    page = new_page(java_script_enabled=False)
    page.goto(exported(*CELLS))
    image = page.locator(".mg-folds img").first
    assert image.is_visible() and image.bounding_box()["height"] > 100
    assert image.get_attribute("alt").startswith("folded: ")
    assert page.locator(".mg-folds button").count() == 0
    assert page.locator(".mg-folds").first.inner_text().strip() == ""


def test_in_jupyterlab(new_page, lab, picture):
    page = new_page(offline=False)
    page.goto(lab.add("folding.ipynb", notebook(*CELLS)))
    run_all(page)
    root = page.locator(".mg-folds").first
    root.locator("[data-opens]").first.wait_for(timeout=60_000)
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    outer = boxes(picture)[0][0]
    assert shown(root) == boxes(picture)
    root.locator(f'[data-opens="{outer}"]').focus()
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        assert shown(root) == boxes(picture.open(outer))
        page.keyboard.press("Escape")
        assert shown(root) == boxes(picture)
        assert focused(page) == outer
    root.locator(f'[data-opens="{outer}"]').click()
    assert shown(root) == boxes(picture.open(outer))
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells


def test_stored_in_a_notebook_that_is_trusted_or_not(new_page, lab, picture):
    made = executed(*CELLS)
    page = new_page(offline=False)
    page.goto(lab.add("trusted.ipynb", made, trusted=True))
    root = page.locator(".mg-folds").first
    root.locator("[data-opens]").first.wait_for()
    root.locator("[data-opens]").first.click()
    assert shown(root) == boxes(picture.open(boxes(picture)[0][0]))
    made.cells.pop()  # trust belongs to the contents
    page = new_page(offline=False)
    page.goto(lab.add("untrusted.ipynb", made))
    image = page.locator(".jp-OutputArea img").first
    image.wait_for()
    assert image.bounding_box()["height"] > 100
    assert page.locator(".mg-folds button").count() == 0
    assert page.locator(".mg-folds").first.inner_text().strip() == ""
