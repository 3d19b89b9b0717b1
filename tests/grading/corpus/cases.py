"""What a case is: a submission to build, and the outcome that is fair to the student and to the classmates."""

import functools
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

from nbformat import NotebookNode

from tests import notebooks
from tests.solutions.answers import graded_by

from .submission import Submission

MUST, MAY, NO = "must", "may", "no"  # does a person have to look: a flag, or a score that waits for a person


@functools.cache
def exercises(assignment: str) -> dict[str, dict[str, float]]:
    """Return, by solution cell, the points of the tests of each exercise: {"receivers": {"test-receivers": 2}}."""
    found = {}
    for notebook in instructors(assignment):
        points = {cell.id: cell.metadata.get("nbgrader", {}).get("points") for cell in notebook.cells}
        for cell in notebook.cells:
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
                found[cell.id] = {test: points[test] for test in graded_by(notebook, cell.id)}
    return found


@functools.cache
def by_hand(assignment: str) -> dict[str, float]:
    """Return the points of the answers that a person marks."""
    grading = [cell.metadata.get("nbgrader", {}) for notebook in instructors(assignment) for cell in notebook.cells]
    return {one["grade_id"]: one["points"] for one in grading if one.get("grade") and one.get("solution")}


@functools.cache
def instructors(assignment: str) -> list[NotebookNode]:
    """Return the notebooks of an assignment with answers and hidden tests."""
    return [notebooks.read(path) for path in sorted((notebooks.ROOT / "solutions" / assignment).glob("*.ipynb"))]


def most(assignment: str) -> float:
    """Return the points that can be earned."""
    return sum(sum(tests.values()) for tests in [*exercises(assignment).values(), by_hand(assignment)])


def only(*solved: str):
    """Return the scores of one whose answers to these exercises are right, and to no others.

    What a person marks was not answered: nbgrader gives 0 for it.
    """

    def scores(assignment):
        return dict.fromkeys(by_hand(assignment), 0) | {
            test: points if cell in solved else 0
            for cell, tests in exercises(assignment).items()
            for test, points in tests.items()
        }

    return scores


def all_but(*missed: str):
    """Return the scores of one whose answers are right but for these exercises."""

    def scores(assignment):
        return only(*(cell for cell in exercises(assignment) if cell not in missed))(assignment)

    return scores


NOTHING, ALL = only(), all_but()


@dataclass(frozen=True)
class Case:
    """One submission and its fair outcome.

    earns: scores by graded cell, as a function of the assignment; of several, each cell must have one of them.
    look: MUST, MAY or NO.
    hazard: harms the machine that grades it without a sandbox.
    """

    name: str
    kind: str
    assignment: str
    build: Callable[[Submission], None]
    earns: tuple
    look: str = MAY
    hazard: bool = False
    student: str = ""
    says: tuple[str, ...] = field(default=())  # words that the feedback page must have

    @property
    def student_id(self) -> str:
        return self.student or self.name

    def fair_scores(self) -> dict[str, set[float]]:
        choices = [scores(self.assignment) for scores in self.earns]
        return {cell: {scores[cell] for scores in choices} for cell in choices[0]}

    def __str__(self):
        return self.name


class Collection(list):
    """Cases of one class. As a decorator it makes a case of a function; the function's docstring says what is tried."""

    def __init__(self, kind, assignment="01_requires_grad", earns=(NOTHING,), look=MAY):
        super().__init__()
        self.kind = kind
        self.defaults = {"assignment": assignment, "earns": earns, "look": look}

    def case(self, **changes):
        def keep(build):
            self.append(Case(build.__name__, self.kind, build=build, **self.defaults | changes))
            return build

        return keep

    def snippets(self, codes: dict[str, str], place, **changes):
        """Make a case of each piece of code: place(submission, code) puts it into the submission."""
        for name, code in codes.items():
            build = functools.partial(_placed, place=place, code=textwrap.dedent(code).strip("\n"))
            self.append(Case(name, self.kind, build=build, **self.defaults | changes))


def _placed(submission, place, code):
    place(submission, code)


def in_a_cell_of_its_own(submission, code):
    """Put the code in front of the answer to the third exercise, in a notebook in which all answers are right."""
    submission.solve()
    submission.insert(code, "receivers")


def in_the_answer(submission, code):
    """Put the code in place of that answer."""
    submission.solve()
    submission.cell("receivers")["source"] = code
