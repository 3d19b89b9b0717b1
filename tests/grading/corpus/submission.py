"""A student's copy of what was released: what a case changes, and how it is handed in."""

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

    Of an assignment with several notebooks, it is the first; the others can only be solved.

    course: the course's folder on the instructor's machine, known here to the attackers too.
    port: where a listener waits for those who have a network.
    """

    def __init__(self, course: Path, assignment: str, student: str, port: int):
        self.course, self.assignment, self.student, self.port = course, assignment, student, port
        released = sorted((course / "exercises" / assignment).glob("*.ipynb"))
        copies = {path.name: copy.deepcopy(_read(path, path.stat().st_mtime_ns)) for path in released}
        self.name = released[0].name
        self.notebook = copies.pop(self.name)
        self.others: dict[str, dict] = copies
        self.raw: str | bytes | None = None  # in place of the notebook
        self.files: dict[str, str | bytes] = {}  # beside it
        self.finish = lambda path: None  # last changes to what was written, given the notebook's path

    @property
    def cells(self) -> list[dict]:
        return self.notebook["cells"]

    def _settings(self):
        """Yield (cell, what nbgrader knows of it) of all notebooks."""
        for notebook in (self.notebook, *self.others.values()):
            for cell in notebook["cells"]:
                yield cell, cell["metadata"].get("nbgrader", {})

    def cell(self, grade_id: str) -> dict:
        return next(cell for cell, settings in self._settings() if settings.get("grade_id") == grade_id)

    def all_cells(self) -> list[dict]:
        return [cell for cell, _ in self._settings()]

    def solution_cells(self) -> list[dict]:
        return [one for one, settings in self._settings() if settings.get("solution") and one["cell_type"] == "code"]

    def test_cells(self) -> list[dict]:
        return [one for one, settings in self._settings() if settings.get("grade") and one["cell_type"] == "code"]

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

    def insert(self, source: str, at: int | str = 0, kind: str = "code", after: bool = False) -> dict:
        """Put a new cell at this place of the first notebook, or before or after the cell with this grade_id."""
        cells = self.cells
        if isinstance(at, str):
            before = self.cell(at)
            all_cells = [one["cells"] for one in (self.notebook, *self.others.values())]
            cells = next(some for some in all_cells if any(one is before for one in some))
            at = cells.index(before) + after
        cell = {"cell_type": kind, "id": f"extra-{len(cells)}", "metadata": {}, "source": source}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        cells.insert(at, cell)
        return cell

    def append(self, source: str, kind: str = "code") -> dict:
        return self.insert(source, len(self.cells), kind)

    def text(self) -> str:
        return _text(self.notebook)

    def write(self) -> Path:
        """Hand it in; return the notebook's path."""
        folder = self.course / "submitted" / self.student / self.assignment
        folder.mkdir(parents=True)
        raw = self.text() if self.raw is None else self.raw
        others = {name: _text(notebook) for name, notebook in self.others.items()}
        for name, content in {self.name: raw, **others, **self.files}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, str):  # batches that run at the same time must not find each other's
                content = content.replace(WITNESS, f"{WITNESS}{self.port}").encode()
            path.write_bytes(content)
        self.finish(folder / self.name)
        return folder / self.name


def _text(notebook):
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


@functools.lru_cache
def _read(path, _changed):
    return nbformat.read(path, as_version=4)
