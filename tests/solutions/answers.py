"""Runs an exercise notebook cell by cell with one answer replaced, without a kernel, and adds up the points.

Beside each exercise's tests stand answers: `tests/solutions/ASSIGNMENT/SOLUTION-CELL/right_*.py` and `wrong_*.py`. The
first lines of a file say what it is:

    # right: why this is a right answer too

    # misconception: words of the message that the student must get
    # points: what is earned all the same
"""

import contextlib
import io
import os
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from tests import notebooks

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Answer:
    """One way to answer one exercise."""

    assignment: str
    cell: str  # id of the solution cell that it stands for
    path: Path

    @property
    def right(self):
        return self.path.name.startswith("right_")

    @property
    def code(self):
        return self.path.read_text(encoding="utf-8")

    def header(self, key):
        return re.search(rf"^# {key}: (.+)$", self.code, re.MULTILINE)[1]

    def __str__(self):
        return f"{self.assignment}/{self.cell}/{self.path.stem}"


def all_answers():
    return [Answer(path.parts[-3], path.parts[-2], path) for path in sorted(FOLDER.glob("[0-9]*/*/*.py"))]


def first_answers(assignment, right=True):
    """Return {solution cell: its first right Answer, or its first wrong one}."""
    found = {}
    for answer in all_answers():
        if answer.assignment == assignment and answer.right == right:
            found.setdefault(answer.cell, answer)
    return found


@dataclass
class Outcome:
    """What a test cell gave: its points, and the message of the failure, if any."""

    earned: float
    points: float
    message: str | None


def run(notebook, assignment, replace=None, backend=None, tests=None):
    """Run the cells of `notebook` in order in one namespace; return {id of test cell: Outcome}.

    assignment: whose files it may read. replace: code instead of the source of some cells, by id. backend: "torch"
    runs it on PyTorch. tests: the ids of those to run, if not all. A cell that fails does not stop the others, as when
    nbgrader grades.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if tests is not None:
        cells = [one for one in cells if one.id in tests or not one.metadata.get("nbgrader", {}).get("grade")]
    with contextlib.chdir(notebooks.ROOT / "exercises" / assignment):
        return _run(cells, replace or {}, backend)


def _run(cells, replace, backend):
    namespace = {"__name__": "__main__"}
    outcomes = {}
    for cell in cells:
        source = replace.get(cell.id, cell.source)
        if backend == "torch":
            source = source.replace(notebooks.IMPORT, "import torch")
        message = None
        try:
            builtin = mock.patch.dict(os.environ, MINIGRAD_RENDERER="builtin")
            with builtin, contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the answer's own affair
                exec(compile(source, f"<{cell.id}>", "exec"), namespace)
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
        grading = cell.metadata.get("nbgrader", {})
        if grading.get("grade"):
            points = grading["points"]
            outcomes[cell.id] = Outcome(0 if message else points, points, message)
        elif message and not grading.get("solution"):
            raise AssertionError(f"cell {cell.id} is given, and fails: {message}")
    return outcomes


def graded_by(notebook, solution_cell):
    """Return the ids of the test cells between `solution_cell` and the next solution cell."""
    found, inside = [], False
    for cell in notebook.cells:
        grading = cell.metadata.get("nbgrader", {})
        if grading.get("solution"):
            inside = cell.id == solution_cell
        elif grading.get("grade") and inside:
            found.append(cell.id)
    return found
