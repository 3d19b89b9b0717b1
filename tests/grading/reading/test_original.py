"""`original` makes what `nbgrader generate_assignment` keeps in its gradebook."""

import pytest
from nbgrader.api import Gradebook

from grading.reading import find, original, read
from tests import notebooks

from ..course_copy import CourseCopy


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    copy = CourseCopy(tmp_path_factory.mktemp("course"))
    copy.release(*sorted({path.parent.name for path in notebooks.solutions()}))
    with Gradebook(f"sqlite:///{copy.folder}/gradebook.db") as opened:
        yield opened


@pytest.mark.long
@pytest.mark.parametrize("path", notebooks.solutions(), ids=lambda path: path.stem)
def test_it_equals_the_gradebook(gradebook, path):
    notebook = gradebook.find_notebook(path.stem, path.parent.name)
    kept = {
        cell.name: (cell.cell_type, bool(cell.locked), cell.source, cell.checksum) for cell in notebook.source_cells
    }
    points = {cell.name: cell.max_score for cell in notebook.grade_cells}
    ours, our_points = {}, {}
    for cell in original(path).cells:
        grading = cell.metadata.nbgrader
        locked = grading.locked and not grading.solution
        ours[grading.grade_id] = (cell.cell_type, locked, cell.source, grading.checksum)
        if grading.grade:
            our_points[grading.grade_id] = grading.points
    assert ours == kept
    assert our_points == points
    assert len(points) > 3


@pytest.mark.parametrize("path", notebooks.solutions(), ids=lambda path: path.stem)
def test_a_release_as_it_is_gives_the_original_and_no_note(path):
    instructors = original(path)
    release = notebooks.ROOT / "exercises" / path.parent.name
    found, note = find(release, path.stem, instructors)
    assert (found, note) == (release / path.name, None)
    reading = read(found, instructors)
    assert reading.notebook == instructors.notebook
    assert (reading.problem, reading.notes) == (None, ())


def test_hidden_tests_are_in_and_answers_are_not():
    for path in notebooks.solutions():
        text = "\n".join(cell.source for cell in original(path).cells)
        assert "BEGIN HIDDEN TESTS" in text
        assert "not solved yet" in text
        assert "BEGIN SOLUTION" not in text


def test_an_older_notebook_gets_the_same_ids_each_time(tmp_path):
    notebook = notebooks.read(notebooks.solutions()[0])
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]
    notebooks.write(notebook, tmp_path / "old.ipynb")
    first, second = original(tmp_path / "old.ipynb"), original(tmp_path / "old.ipynb")
    assert first == second
    assert len({cell.id for cell in first.cells}) == len(first.cells)
