"""Every student gets the page, whatever the name, and nothing of what the grader or nbgrader has put beside it."""

import shutil

import pytest
from nbgrader.api import Gradebook

from .course_copy import CourseCopy, text_of

ASSIGNMENT = "01_requires_grad"
STUDENTS = ["ada", "[ad]", "a[!b]c", "two words", "-dash", "*", "a?a", "ünï.çode", "x" * 120]
TWO_LINES = "two\nlines"  # nbgrader cannot, and must not stop at it
BESIDE = {
    "grading.json": "{}",
    "data.csv": "1",
    "page.html": "<script>alert(1)</script>",
    "folder/inside.html": "<script>",
    "timestamp.txt": "2026-01-02 03:04:05 UTC",
    "submission_secret.txt": "secret",
}


@pytest.fixture(scope="module")
def handed_back(tmp_path_factory):
    """Return the feedback folder of a course whose students have graded notebooks: the released ones, to be quick."""
    copy = CourseCopy(tmp_path_factory.mktemp("course"))
    copy.run("nbgrader", "generate_assignment", ASSIGNMENT)
    with Gradebook(f"sqlite:///{copy.folder}/gradebook.db", "controlling_gradients") as gradebook:
        for student in [*STUDENTS, TWO_LINES]:
            gradebook.update_or_create_student(student)
            gradebook.update_or_create_submission(ASSIGNMENT, student)
    for student in [*STUDENTS, TWO_LINES]:
        graded = copy.folder / "autograded" / student / ASSIGNMENT
        shutil.copytree(copy.folder / "exercises" / ASSIGNMENT, graded)
        for name, content in BESIDE.items():
            (graded / name).parent.mkdir(exist_ok=True)
            (graded / name).write_text(content)
    copy.run("nbgrader", "generate_feedback", ASSIGNMENT)
    return copy.folder / "feedback"


def test_every_student_has_a_page(handed_back):
    for student in STUDENTS:
        page = handed_back / student / ASSIGNMENT / "requires_grad.html"
        assert "Score: 0" in text_of(page.read_text(encoding="utf-8")), student
    assert {path.name for path in handed_back.iterdir()} == set(STUDENTS)


def test_nothing_lies_beside_the_page(handed_back):
    for student in STUDENTS:
        folder = handed_back / student / ASSIGNMENT
        names = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
        assert names == {"requires_grad.html", "timestamp.txt", "submission_secret.txt"}, student
