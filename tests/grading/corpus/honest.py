"""Honest submissions of every exercise notebook: solved, half, untouched, mistaken, and solved with odd habits."""

import functools

from tests import notebooks
from tests.solutions.answers import run

from .cases import ALL, NO, NOTHING, Case, by_hand, exercises, instructors, only
from .oddities import ODDITIES
from .submission import answers

ASSIGNMENTS = sorted({path.parent.name for path in notebooks.solutions()})
KIND = "honest"
STUDENTS = [
    "O'Brien",
    "Zoë",
    "two words",
    "-dash",
    "[brackets]",
    "a+b",
    "100%",
    "李明",
    "x" * 80,
    "a.b@c.de",
    "{x}",
    "#1",
    " blanks ",
    "back\\slash",
    "dots...",
]


def right(submission):
    submission.solve()


def half(submission):
    submission.solve(*list(exercises(submission.assignment))[1::2])


def untouched(submission):
    pass


def mistaken(submission):
    for cell, answer in answers(submission.assignment, right=False).items():
        submission.cell(cell)["source"] = answer.code


def of_the_half(assignment):
    return only(*list(exercises(assignment))[::2])(assignment)


@functools.cache
def of_the_mistaken(assignment):
    """Return what wrong answers earn all the same: their headers say it, and running them says for which test."""
    wrong = answers(assignment, right=False)
    codes = {cell: answer.code for cell, answer in wrong.items()}
    scores = dict.fromkeys(by_hand(assignment), 0)
    for notebook in instructors(assignment):
        scores |= {test: outcome.earned for test, outcome in run(notebook, assignment, codes).items()}
    for cell, tests in exercises(assignment).items():
        assert sum(scores[test] for test in tests) == float(wrong[cell].header("points")), f"{assignment}: {cell}"
    return scores


def cases(assignment: str) -> list[Case]:
    """Return the honest cases of one exercise notebook."""
    plain = {right: ALL, half: of_the_half, untouched: NOTHING, mistaken: of_the_mistaken}
    found = [Case(build.__name__, KIND, assignment, build, (earns,), NO) for build, earns in plain.items()]
    found += [Case(name, KIND, assignment, build, (ALL,), look) for name, build, look in ODDITIES]
    return found + [
        Case(f"student {student}", KIND, assignment, right, (ALL,), NO, student=student) for student in STUDENTS
    ]
