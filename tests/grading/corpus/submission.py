"""A student's copy of a released notebook: what a case changes, and how it is handed in."""

import copy
import functools
import json
import re
from pathlib import Path

import nbformat

from tests.solutions.answers import first_answers

from .checks import WITNESS

answers = functools.cache(first_answers)


class Submission:
    """The released notebook as a dictionary that may be damaged at will, and the files that are handed in with it.

    course: the course's folder on the instructor's machine, known here to the attackers too.
    port: where a listener waits for those who have a network.
    """

    def __init__(self, course: Path, assignment: str, student: str, port: int):
        self.course, self.assignment, self.student, self.port = course, assignment, student, port
        (released,) = (course / "exercises" / assignment).glob("*.ipynb")
        self.name = released.name
        self.notebook = copy.deepcopy(_read(released, released.stat().st_mtime_ns))
        self.raw: str | bytes | None = None  # in place of the notebook
        self.files: dict[str, str | bytes] = {}  # beside it
        self.finish = lambda path: None  # last changes to what was written, given the notebook's path

    @property
    def cells(self) -> list[dict]:
        return self.notebook["cells"]

    def cell(self, grade_id: str) -> dict:
        return next(cell for cell in self.cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)

    def solution_cells(self) -> list[dict]:
        return [cell for cell in self.cells if cell["metadata"].get("nbgrader", {}).get("solution")]

    def test_cells(self) -> list[dict]:
        return [cell for cell in self.cells if cell["metadata"].get("nbgrader", {}).get("grade")]

    def function_of(self, grade_id: str) -> str:
        """Return the name that the exercise asks for."""
        return re.search(r"^(?:def|class) (\w+)", self.cell(grade_id)["source"], re.MULTILINE)[1]

    def answer(self, **codes: str) -> None:
        """Write these answers: answer(make_weights="def make_weights..."). Names of cells with _ for -."""
        for name, code in codes.items():
            self.cell(name.replace("_", "-"))["source"] = code

    def solve(self, *missing: str) -> None:
        """Write a right answer to every exercise but these."""
        for cell, answer in answers(self.assignment).items():
            if cell not in missing:
                self.cell(cell)["source"] = answer.code

    def answer_all(self, value: str = "None", before: str = "") -> None:
        """Make every function return this expression, whatever it is asked."""
        for cell in self.solution_cells():
            name = re.search(r"^(?:def|class) (\w+)", cell["source"], re.MULTILINE)[1]
            cell["source"] = f"{before}def {name}(*arguments, **options):\n    return {value}\n"

    def insert(self, source: str, at: int | str = 0, kind: str = "code") -> dict:
        """Put a new cell at this place, or in front of the cell with this grade_id."""
        if isinstance(at, str):
            at = self.cells.index(self.cell(at))
        cell = {"cell_type": kind, "id": f"extra-{len(self.cells)}", "metadata": {}, "source": source}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        self.cells.insert(at, cell)
        return cell

    def append(self, source: str, kind: str = "code") -> dict:
        return self.insert(source, len(self.cells), kind)

    def text(self) -> str:
        return json.dumps(self.notebook, indent=1, ensure_ascii=False) + "\n"

    def write(self) -> Path:
        """Hand it in; return the notebook's path."""
        folder = self.course / "submitted" / self.student / self.assignment
        folder.mkdir(parents=True)
        raw = self.text() if self.raw is None else self.raw
        for name, content in {self.name: raw, **self.files}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, str):  # batches that run at the same time must not find each other's
                content = content.replace(WITNESS, f"{WITNESS}{self.port}").encode()
            path.write_bytes(content)
        self.finish(folder / self.name)
        return folder / self.name


@functools.lru_cache
def _read(path, _changed):
    return nbformat.read(path, as_version=4)
