"""A feedback page full of attacks, opened: nothing runs, nothing is asked for, and the picture in it is drawn."""

import re

import pytest
from nbformat.v4 import new_output

from tests.grading import test_feedback as feedback
from tests.grading.test_sanitizing import picture


@pytest.fixture
def opened(chromium, tmp_path):
    """A function that opens a page; returns it, the addresses that it asked for, and what it said in dialogs."""
    context = chromium.new_context()

    def open_page(text):
        path = tmp_path / "detach.html"
        path.write_text(text, encoding="utf-8")
        page, asked, said = context.new_page(), [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.goto(path.as_uri())
        page.wait_for_timeout(500)
        assert asked[0] == path.as_uri()
        return page, asked[1:], said

    yield open_page
    context.close()


def test_opening_a_feedback_page_runs_nothing_and_loads_nothing(opened):
    drawn = feedback.answer_cell(new_output("display_data", picture()))
    cells = [*feedback.hostile_cells(), drawn, feedback.test_cell(feedback.failure())]
    page, asked, said = opened(feedback.page_of(*cells))
    # nbgrader's own style sheet names a font that it does not bring along
    assert [address for address in asked if not re.match("data:image/|file:.*/fonts/glyphicons-", address)] == []
    assert said == []
    image = page.locator("img[alt='graph of 5 boxes and 4 arrows']")
    assert image.evaluate("image => image.complete && image.naturalWidth > 100")
    assert page.get_by_role("link", name="lesson 02, section 5").count() == 1


ACTS = "<script>alert('it ran')</script><img src=x onerror=alert(1)><img src='https://evil.example/pixel.png'>"


def test_what_had_come_through_all_the_same_would_not_run(opened):
    page = feedback.page_of(feedback.answer_cell())
    *_, said = opened(page.replace("<body>", f"<body>{ACTS}", 1))
    assert said == []
    *_, said = opened(page.replace("Content-Security-Policy", "nothing").replace("<body>", f"<body>{ACTS}", 1))
    assert said == ["it ran", "1"]  # it is the page's policy that forbids it
