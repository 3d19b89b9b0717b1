"""A student who gets everything wrong reads what was wrong, and neither a hidden test nor an answer."""

import html
import re

import pytest

from tests import notebooks
from tests.solutions.answers import all_answers

from .course_copy import CourseCopy
from .test_release import lines

pytestmark = pytest.mark.long

ROOT = notebooks.ROOT
STUDENTS = 3  # the first hands in each exercise's first wrong answer, the second the second, and so on


@pytest.fixture(scope="module", params=notebooks.solutions(), ids=lambda path: path.stem)
def graded(request, tmp_path_factory):
    """Return the instructor's notebook, and for each student the feedback page and what was handed in, as texts."""
    path = request.param
    assignment = path.parent.name
    copy = CourseCopy(tmp_path_factory.mktemp(assignment))
    copy.run("nbgrader", "generate_assignment", assignment)
    for k in range(STUDENTS):
        wrong = {}
        for answer in all_answers():
            if answer.assignment == assignment and not answer.right:
                wrong.setdefault(answer.cell, []).append(answer.code)
        copy.submit(f"student{k}", assignment, {cell: codes[k % len(codes)] for cell, codes in wrong.items()})
    copy.run("nbgrader", "autograde", assignment)
    copy.run("nbgrader", "generate_feedback", assignment)
    pages = []
    for k in range(STUDENTS):
        (page,) = (copy.folder / "feedback" / f"student{k}" / assignment).glob("*.html")
        (handed_in,) = (copy.folder / "submitted" / f"student{k}" / assignment).glob("*.ipynb")
        pages.append(
            (
                text_of(page.read_text(encoding="utf-8")),
                "\n".join(cell.source for cell in notebooks.read(handed_in).cells),
            )
        )
    return notebooks.read(path), pages


def text_of(page):
    page = re.sub(r"<(style|script).*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


def test_every_page_says_what_was_wrong(graded):
    _, pages = graded
    assert all("Misconception" in page for page, _ in pages)


def test_no_page_shows_a_hidden_line(graded):
    instructor, pages = graded
    shown = {line for line, inside in lines(instructor) if not inside}
    hidden = {re.sub(r"\s+", " ", line) for line, inside in lines(instructor) if inside and line not in shown}
    assert len(hidden) > 20
    for page, handed_in in pages:
        assert "HIDDEN" not in page
        assert [line for line in hidden if line in page and line not in handed_in] == []
