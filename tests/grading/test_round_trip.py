"""From the release to the marks, with stock nbgrader: six submissions, one command each step."""

import csv

import pytest

from tests import notebooks
from tests.solutions.answers import first_answers

from .course_copy import CourseCopy, text_of

pytestmark = pytest.mark.long  # an endless loop waits for nbgrader's limit; test_command has the same with ours

ASSIGNMENT = "01_requires_grad"
ANSWERS = notebooks.ROOT / "tests" / "solutions" / ASSIGNMENT


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    copy = CourseCopy(tmp_path_factory.mktemp("course"))
    copy.run("nbgrader", "generate_assignment", ASSIGNMENT)
    right = {cell: answer.code for cell, answer in first_answers(ASSIGNMENT).items()}
    half = {cell: right[cell] for cell in ("predict-flags", "make-weights")}
    wrong = (ANSWERS / "receivers" / "wrong_everything_with_the_flag.py").read_text()
    endless = "def receivers(tensors):\n    while True:\n        pass\n"
    copy.submit("perfect", ASSIGNMENT, right)
    copy.submit("half", ASSIGNMENT, half | {"receivers": wrong})
    copy.submit("untouched", ASSIGNMENT, {})
    copy.submit("syntax", ASSIGNMENT, right | {"fit-line": "def fit_line(x, y, steps=200, lr=0.1)\n    return 1\n"})
    copy.submit("endless", ASSIGNMENT, right | {"receivers": endless})
    crash = "def receivers(tensors):\n    return 1 / len(tensors[None])\n"
    copy.submit("crash", ASSIGNMENT, right | {"receivers": crash})
    copy.run("nbgrader", "autograde", ASSIGNMENT)
    copy.run("nbgrader", "generate_feedback", ASSIGNMENT)
    copy.run("nbgrader", "export")
    return copy


def test_everybody_gets_the_points_that_were_earned(course):
    with open(course.folder / "grades.csv", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {student: float(row["score"]) for student, row in rows.items()} == {
        "perfect": 10,
        "half": 5,
        "untouched": 0,
        "syntax": 7,
        "endless": 8,
        "crash": 8,
    }
    assert {float(row["max_score"]) for row in rows.values()} == {10}


def feedback(course, student):
    page = course.folder / "feedback" / student / ASSIGNMENT / "requires_grad.html"
    return text_of(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("student", "score", "words"),
    [
        ("perfect", "10.0 / 10.0", "The simplest case is right."),
        ("half", "5.0 / 10.0", "Misconception: 'everything that requires grad gets a .grad.'"),
        ("untouched", "0.0 / 10.0", "NotImplementedError: not solved yet"),
        ("syntax", "7.0 / 10.0", "SyntaxError: expected ':'"),
        ("endless", "8.0 / 10.0", "did not end within the time limit"),
        ("crash", "8.0 / 10.0", "----> 2 return 1 / len(tensors[None]) KeyError: None"),  # where it was, and what
    ],
)
def test_feedback_says_what_is_wrong_and_shows_no_hidden_test(course, student, score, words):
    text = feedback(course, student)
    assert f"(Score: {score})" in text
    assert words in text
    assert "HIDDEN" not in text
    assert "some_computation" not in text  # a name from the hidden tests
    assert str(notebooks.ROOT) not in text
