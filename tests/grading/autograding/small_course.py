"""A small course of its own, for tests that grade it many times: one assignment, two cells to answer."""

import shutil
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from tests.grading.course_copy import CourseCopy

ASSIGNMENT = "ps1"
WRONG = "def plus_one(x):\n    return x + 2\n"
RIGHT = ["def plus_one(x):\n    return x + 1\n", "def plus_two(x):\n    print('adding')\n    return x + 2\n"]
CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "small"\n'


def _cell(grade_id, source, **settings):
    kinds = {"grade": False, "solution": False, "locked": False, "task": False}
    metadata = {"nbgrader": {"schema_version": 3, "grade_id": grade_id} | kinds | settings}
    return new_code_cell(source, id=grade_id, metadata=metadata)


def _notebook():
    cells = []
    for number, name in enumerate(["plus_one", "plus_two"], 1):
        answer = f"def {name}(x):\n    ### BEGIN SOLUTION\n    return x + {number}\n    ### END SOLUTION\n"
        hidden = f"### BEGIN HIDDEN TESTS\nassert {name}(5) == {5 + number}\n### END HIDDEN TESTS\n"
        cells.append(_cell(name, answer, solution=True))
        cells.append(
            _cell(f"test_{name}", f"assert {name}(1) == {1 + number}\n{hidden}", grade=True, locked=True, points=2)
        )
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def make(folder, config=CONFIG):
    """Make the course in a folder, with its release."""
    source = folder / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(config)
    nbformat.write(_notebook(), source / "sums.ipynb")
    CourseCopy.run_in(folder, "nbgrader", "generate_assignment", ASSIGNMENT)
    return folder


def hand_in(folder, student, answers=RIGHT):
    """Hand in the released notebook with the code of the two cells; None leaves one as it is."""
    notebook = nbformat.read(folder / "release" / ASSIGNMENT / "sums.ipynb", as_version=4)
    for cell, answer in zip([notebook.cells[0], notebook.cells[2]], answers, strict=True):
        cell.source = answer or cell.source
    place = folder / "submitted" / student / ASSIGNMENT
    place.mkdir(parents=True)
    nbformat.write(notebook, place / "sums.ipynb")


def hand_in_all(folder):
    """Hand in for four students: untouched, right, half right, and wrong in one cell."""
    for student, answers in {
        "ada": [None, None],
        "bob": RIGHT,
        "eve": [RIGHT[0], None],
        "kay": [WRONG, RIGHT[1]],
    }.items():
        hand_in(folder, student, answers)


def copied(folder, target):
    """Return a copy of a course."""
    return Path(shutil.copytree(folder, target))
