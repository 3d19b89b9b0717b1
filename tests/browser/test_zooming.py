"""Pictures in a browser: small ones fit the page, large ones are scrolled and zoomed by mouse and keyboard."""

import pytest

from .conftest import executed

PROGRAM = """\
import minigrad as torch
from minigrad import draw

def chain(steps):
    x = torch.ones(2, requires_grad=True)
    for _ in range(steps):
        x = x * torch.ones(2, requires_grad=True)
    return draw.make_dot(x, fold=False)
"""
CELLS = (PROGRAM + "chain(60)", "chain(70)", "chain(2)")


def levels(page):
    """Return how far each picture is zoomed, as the page says."""
    return [int(text.split()[0]) for text in page.locator(".mg-zoom output").all_text_contents()]


def widths(page):
    """Return the width of each picture on the page as a percentage of its full width."""
    script = "images => images.map(image => Math.round(100 * image.clientWidth / image.getAttribute('width')))"
    return page.locator(".mg-zoom img").evaluate_all(script)


def drawn(page):
    """Return whether every picture was drawn, and is not wider than the page."""
    script = "images => images.every(image => image.complete && image.naturalWidth > 0)"
    assert page.locator(".mg-zoom img, .mg-fit img").evaluate_all(script)
    return page.locator(".mg-pane, .mg-fit img").evaluate_all(
        "parts => parts.every(part => part.getBoundingClientRect().right <= innerWidth)"
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 420])
def test_pictures_fit_an_exported_page_without_network(new_page, exported, theme, width):
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
    page.goto(exported(*CELLS, theme=theme))
    assert page.locator(".mg-fit").count() == 1
    assert page.locator(".mg-zoom").count() == 2
    assert drawn(page)


def test_buttons_zoom_one_picture_and_leave_the_other(new_page, exported):
    page = new_page()
    page.goto(exported(*CELLS))
    first, second = page.locator(".mg-zoom").all()
    start = levels(page)
    first.get_by_role("button", name="Zoom in").click()
    assert levels(page)[0] > start[0] and levels(page)[1] == start[1]
    assert widths(page) == levels(page)
    first.get_by_role("button", name="Zoom out").click()
    assert levels(page) == start
    second.get_by_role("button", name="Zoom out").click()
    second.get_by_role("button", name="Full size").click()
    assert levels(page)[1] == 100
    page.set_viewport_size({"width": 300, "height": 700})
    second.get_by_role("button", name="Fit the width").click()
    pane = second.locator(".mg-pane")
    assert pane.evaluate("pane => pane.scrollWidth <= pane.clientWidth + 2")
    assert levels(page)[1] < 100


def test_keys_zoom_and_scroll(new_page, exported):
    page = new_page()
    page.goto(exported(*CELLS))
    page.get_by_role("button", name="Full size").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "mg-pane"
    page.keyboard.press("1")
    assert levels(page)[0] == 100
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert levels(page)[0] == 156 and widths(page)[0] == 156
    page.keyboard.press("-")
    assert levels(page)[0] == 125
    page.keyboard.press("0")
    assert levels(page)[0] <= 100
    page.keyboard.press("1")
    page.keyboard.press("PageDown")
    page.wait_for_function("document.activeElement.scrollTop > 100")


def test_the_wheel_zooms_with_ctrl_only_and_dragging_moves(new_page, exported):
    page = new_page()
    page.goto(exported(*CELLS))
    pane = page.locator(".mg-pane").first
    pane.scroll_into_view_if_needed()
    page.get_by_role("button", name="Full size").first.click()
    pane.evaluate("pane => { pane.scrollTop = 0; }")
    box = pane.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 200
    page.mouse.move(x, y)
    page.mouse.wheel(0, 100)
    page.wait_for_function("document.querySelector('.mg-pane').scrollTop >= 50")
    assert levels(page)[0] == 100
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_function("document.querySelector('.mg-zoom output').textContent !== '100 %'")
    assert levels(page)[0] > 100
    before = pane.evaluate("pane => pane.scrollTop")
    page.mouse.down()
    page.mouse.move(x, y - 60)
    page.mouse.up()
    page.mouse.move(x, y - 200)
    assert pane.evaluate("pane => pane.scrollTop") == before + 60


@pytest.mark.parametrize("trusted", [False, True])
def test_in_jupyterlab_pictures_are_seen_and_in_a_trusted_notebook_zoomed(new_page, lab, trusted):
    page = new_page(offline=False)
    page.goto(lab.add(f"zoom_{trusted}.ipynb", executed(*CELLS), trusted))
    page.locator(".mg-pane img").first.wait_for()
    page.wait_for_function("document.querySelector('.mg-pane img').complete")
    assert drawn(page)
    assert bool(page.locator(".mg-zoom button").count()) == trusted
    if trusted:
        all_there = f"document.querySelectorAll('.jp-Cell').length == {len(CELLS)}"
        page.wait_for_function(all_there)  # JupyterLab draws the lower cells late
        pane = page.locator(".mg-pane").first
        pane.focus()
        page.keyboard.press("1")
        page.keyboard.press("-")
        assert levels(page)[0] == 80
        for _ in range(2):
            page.keyboard.press("0")  # twice it asks to restart the kernel, if JupyterLab gets it
        page.wait_for_timeout(500)
        assert page.locator(".jp-Dialog").count() == 0 and page.evaluate(all_there)
