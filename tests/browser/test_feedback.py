"""A feedback page in a browser. Full of attacks, it runs nothing and asks for nothing. Its links lead to lessons."""

import re
import shutil

import pytest
from nbformat.v4 import new_output

from grading import lessons
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


IS_SEEN = "element => { const { top } = element.getBoundingClientRect(); return 0 <= top && top < innerHeight; }"


def test_a_link_opens_the_lesson_in_jupyterlab_and_then_goes_to_the_section(chromium, lab, tmp_path):
    from playwright.sync_api import TimeoutError  # not installed where these tests do not run

    name, headings = lessons.sections("04")
    (lab.folder / "course").mkdir()
    shutil.copy(lessons.COURSE / name, lab.folder / "course")
    here = f"http://127.0.0.1:{lab.port}/lab"
    page = feedback.page_of(feedback.answer_cell(), feedback.test_cell(feedback.failure()))
    place = tmp_path / "detach.html"
    place.write_text(page.replace("http://localhost:8888/lab", here), encoding="utf-8")
    context = chromium.new_context()
    context.set_default_timeout(60_000)
    own = context.new_page()  # the student's own, where they are logged in
    own.goto(f"{here}?token={lab.token}")
    own.locator(".jp-Launcher").first.wait_for()
    read = context.new_page()
    read.goto(place.as_uri())
    with context.expect_page() as opened:
        read.get_by_role("link", name="7", exact=True).click()
    lesson = opened.value
    lesson.locator(".jp-Notebook .jp-Cell h1").first.wait_for()
    heading = lesson.locator(".jp-Notebook h2", has_text=headings["7"][0])
    heading.wait_for()
    lesson.wait_for_function("!location.hash")  # JupyterLab has done what the first click asked for
    for last in (False, False, True):  # it may still be busy with what it shows first
        read.get_by_role("link", name="7", exact=True).click()  # the lesson is open now: JupyterLab goes to its cell
        try:
            heading.wait_for()
            lesson.wait_for_function(IS_SEEN, arg=heading.element_handle(), timeout=15_000)
            break
        except TimeoutError:
            if last:
                raise
    assert len(context.pages) == 3
    context.close()
