"""A right submission of one assignment as the JSON that a student hands in, and what must come out of it."""

import copy
import functools
import json

import nbformat

from grading.reading import original, read
from tests import notebooks
from tests.solutions.answers import first_answers

ASSIGNMENT = "01_requires_grad"
NAME = "requires_grad"
ANSWERS = ["predict-flags", "make-weights", "receivers", "fit-line"]


@functools.cache
def instructors():
    return original(notebooks.ROOT / "solutions" / ASSIGNMENT / f"{NAME}.ipynb")


@functools.cache
def _released():
    return (notebooks.ROOT / "exercises" / ASSIGNMENT / f"{NAME}.ipynb").read_text(encoding="utf-8")


def released():
    """Return a fresh copy of the JSON that students get."""
    return json.loads(_released())


@functools.cache
def right_answers():
    """Return {id of answer cell: a right answer}."""
    return {cell: answer.code for cell, answer in first_answers(ASSIGNMENT).items()}


def submission():
    """Return a fresh copy of the JSON of a submission in which every answer is right."""
    data = released()
    for cell in data["cells"]:
        cell["source"] = right_answers().get(cell["id"], cell["source"])
    return data


def cell(data, name):
    return next(cell for cell in data["cells"] if cell.get("id") == name)


def at(data, name):
    return next(k for k, cell in enumerate(data["cells"]) if cell.get("id") == name)


def code(source, **more):
    """Return a cell of the student's own."""
    new = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    return new | more


def twin(data, name, **changes):
    """Return a copy of a cell as JupyterLab makes it: with nbgrader's metadata, and an id of its own."""
    return copy.deepcopy(cell(data, name)) | {"id": f"copy-{name}"[:60]} | changes


def read_bytes(folder, content):
    path = folder / f"{NAME}.ipynb"
    path.write_bytes(content)
    return read(path, instructors())


def read_json(folder, data):
    return read_bytes(folder, json.dumps(data).encode())


def check_whole(reading):
    """Assert what holds for every notebook that could be read, and return {cell id: source} of all cells."""
    assert reading.problem is None, reading.problem
    nbformat.validate(reading.notebook)
    assert (reading.notebook.nbformat, reading.notebook.nbformat_minor) == (4, 5)
    nbformat.writes(reading.notebook).encode("utf-8")
    assert reading.notebook.metadata == instructors().notebook.metadata
    ids = [cell.id for cell in instructors().cells]
    kept = [cell for cell in reading.notebook.cells if cell.id in set(ids)]
    assert [cell.id for cell in kept] == ids
    for cell, wanted in zip(kept, instructors().cells, strict=True):
        assert cell.cell_type == wanted.cell_type
        assert cell.metadata == wanted.metadata
        if cell.id not in ANSWERS:
            assert cell == wanted
    for cell in reading.notebook.cells:
        if cell.id not in ids:
            assert cell.metadata == {}
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    return {cell.id: cell.source for cell in reading.notebook.cells}


def check_answers(reading, **but):
    """Assert that all answers came through, but those that are given, and return the sources by cell id."""
    sources = check_whole(reading)
    wanted = right_answers() | {name.replace("_", "-"): source for name, source in but.items()}
    assert {name: sources[name] for name in ANSWERS} == wanted
    return sources


def stub(name):
    return "".join(cell(released(), name)["source"])


def said(reading, grade_id=None):
    """Return {what: harmless} of the notes on a cell."""
    return {note.what: note.harmless for note in reading.notes if note.grade_id == grade_id}
