"""What the release hides does not run where students' code does, whatever the course marks it with."""

from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from grading.autograding.assessing import Assessor, code_cells
from grading.reading import original
from grading.sandbox import find_protection
from grading.worker import Cell, Limits, Pool

OTHER_MARKS = Config()
OTHER_MARKS.ClearHiddenTests.begin_test_delimeter = "SECRET STARTS"
OTHER_MARKS.ClearHiddenTests.end_test_delimeter = "SECRET ENDS"
OTHER_MARKS.ClearMarkScheme.begin_mark_scheme_delimeter = "POINTS START"
OTHER_MARKS.ClearMarkScheme.end_mark_scheme_delimeter = "POINTS END"
OTHER_MARKS.ClearMarkScheme.enforce_metadata = False
TEST = """\
seen = f()
if seen:  # {begin}
    hidden = seen
    assert seen == 3
# and here: {end}
assert seen
"""
LOOKING = "print('hidden' in globals(), any('assert seen' + ' ==' in one for one in In))"
CASES = {
    "nbgrader's": (Config(), "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"),
    "other": (OTHER_MARKS, "SECRET STARTS", "SECRET ENDS"),
    "marking scheme": (OTHER_MARKS, "POINTS START", "POINTS END"),
}


@pytest.fixture(scope="module")
def pool():
    with Pool(1, Limits(cell_seconds=8, notebook_seconds=60), find_protection()) as made:
        yield made


def cell(name, source, **settings):
    kinds = {"grade": False, "solution": False, "locked": False, "task": False}
    metadata = {"nbgrader": {"schema_version": 3, "grade_id": name} | kinds | settings}
    return new_code_cell(source, id=name, metadata=metadata)


def instructors(folder, config, begin, end):
    """Write a notebook of the instructor's and return it as nbgrader keeps it."""
    answer = "def f():\n    ### BEGIN SOLUTION\n    return 3\n    ### END SOLUTION\n"
    test = cell("test-f", TEST.format(begin=begin, end=end), grade=True, locked=True, points=1)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=[cell("f", answer, solution=True), test], metadata={"kernelspec": kernel})
    folder.mkdir()
    nbformat.write(notebook, folder / "one.ipynb")
    return original(folder / "one.ipynb", config)


@pytest.mark.parametrize("marks", CASES)
def test_hidden_lines_do_not_run_among_the_students(pool, tmp_path, marks):
    config, begin, end = CASES[marks]
    source = instructors(tmp_path / "source", config, begin, end)
    handed_in = nbformat.from_dict(source.notebook)
    for one, text in zip(handed_in.cells, source.released, strict=True):
        one.source = text
    handed_in.cells[0].source = "def f():\n    return 3"
    handed_in.cells.append(new_code_cell(LOOKING))
    nbformat.write(handed_in, tmp_path / "one.ipynb")
    assert "assert seen ==" not in (tmp_path / "one.ipynb").read_text()
    assessment = Assessor("one", source, pool).assess(SimpleNamespace(folder=tmp_path))
    assert assessment.verdicts["test-f"].passed
    assert (assessment.flags, [note.what for note in assessment.notes]) == ([], [])
    assert [output.text for output in assessment.notebook.cells[2].outputs] == ["False False\n"]


def test_a_test_that_was_never_released_has_no_visible_part(tmp_path):
    source = instructors(tmp_path / "source", *CASES["nbgrader's"])
    notebook = nbformat.from_dict(source.notebook)
    notebook.cells[1].id = "another"
    visible = [one.visible for one in code_cells(source.notebook, source)]
    assert visible == ["", "seen = f()\nassert seen\n"]
    assert [one.visible for one in code_cells(notebook, source)] == ["", ""]


def test_what_the_release_shows_goes_on(pool):
    """Later cells of the student's may use the names of a test."""
    cells = [
        Cell(0, "test", "n = 3\nm = 4", "test", visible="n = 3"),
        Cell(1, "extra", "print(n, 'm' in globals())"),
    ]
    assert pool.grade(cells).cells[1].outputs == [{"output_type": "stream", "name": "stdout", "text": "3 False\n"}]
