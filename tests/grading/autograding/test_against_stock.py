"""The same submissions graded by stock nbgrader and by `python -m grading autograde`, compared cell by cell."""

import itertools
import re

import nbformat
import pytest

from tests.grading.course_copy import CourseCopy
from tests.solutions.answers import all_answers

from .gradebooks import differences, rows

pytestmark = pytest.mark.corpus

ASSIGNMENTS = ("01_requires_grad", "04_detach")
STUDENTS = 3


def submissions(assignment):
    """Yield (student, {cell: code}): untouched, all right, a syntax error, then each answer that there is in turn."""
    answers = {}
    for answer in all_answers():
        if answer.assignment == assignment:
            answers.setdefault(answer.cell, []).append(answer)
    right = {cell: next(answer.code for answer in found if answer.right) for cell, found in answers.items()}
    yield "untouched", {}
    yield "perfect", right
    yield "syntax", right | dict.fromkeys(itertools.islice(right, 1), "def half_a_function(x)\n    return 1\n")
    for k in range(STUDENTS):
        yield (
            f"mixed{k}",
            {cell: found[(3 * k + i) % len(found)].code for i, (cell, found) in enumerate(answers.items())},
        )


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return two copies of a course, graded by the one and by the other."""
    stock = CourseCopy(tmp_path_factory.mktemp("stock"))
    for assignment in ASSIGNMENTS:
        stock.run("nbgrader", "generate_assignment", assignment)
        for student, answers in submissions(assignment):
            stock.submit(student, assignment, answers)
        folder = stock.folder / "submitted" / "perfect" / assignment
        (folder / "timestamp.txt").write_text("2026-02-03 04:05:06 UTC\n")
        (folder / "notes.txt").write_text("my notes\n")
    ours = stock.copied_to(tmp_path_factory.mktemp("ours") / "course")
    for assignment in ASSIGNMENTS:
        stock.run("nbgrader", "autograde", assignment)
        ours.run("python", "-m", "grading", "autograde", assignment)
    for course in (stock, ours):
        for assignment in ASSIGNMENTS:
            course.run("nbgrader", "generate_feedback", assignment)
        course.run("nbgrader", "export")
    return stock.folder, ours.folder


def test_the_gradebooks_are_the_same(graded):
    stock, ours = map(rows, graded)
    assert len(stock) > len(ASSIGNMENTS) * STUDENTS * 10
    assert differences(stock, ours) == {}
    scores = {value[0] for key, value in stock.items() if len(key) == 2}
    assert len(scores) > 3  # the submissions are not all alike


def test_the_exported_marks_are_the_same(graded):
    tables = [sorted((folder / "grades.csv").read_text().splitlines()) for folder in graded]
    assert tables[0] == tables[1]
    assert len(tables[0]) > 2 * STUDENTS


def test_the_same_files_with_the_same_rights(graded):
    found = []
    for folder in graded:
        paths = [path for path in (folder / "autograded").rglob("*") if ".unfinished" not in path.parts]
        found.append({str(path.relative_to(folder)): path.stat().st_mode for path in paths})
    records = {name for name in found[1] if name.endswith("grading.json")}
    assert len(records) == len(ASSIGNMENTS) * (STUDENTS + 3)
    assert found[0] == {name: mode for name, mode in found[1].items() if name not in records}


def test_the_graded_notebooks_are_the_same(graded):
    paths = sorted(path.relative_to(graded[0]) for path in (graded[0] / "autograded").rglob("*.ipynb"))
    assert len(paths) == len(ASSIGNMENTS) * (STUDENTS + 3)
    for path in paths:
        stock, ours = (nbformat.read(folder / path, as_version=4) for folder in graded)
        assert stock.metadata == ours.metadata
        assert len(stock.cells) == len(ours.cells), path
        for one, other in zip(stock.cells, ours.cells, strict=True):
            assert seen(one)[-2:] == seen(other)[-2:], f"{path}, cell {one.id}"
            assert seen(one) == seen(other), f"{path}, cell {one.id}"


FILE = r"(/tmp/ipykernel_\d+/)?\d+\.py|<test \d+>"


def seen(cell):
    """Return what matters of a cell: not the moments, nor the tracebacks, which depend on where the code was run."""
    outputs = []
    for output in cell.get("outputs", []):
        one = [output.output_type, output.get("name"), output.get("ename"), output.get("evalue")]
        one += [sorted(output.get("data", {}))]  # a picture depends on which Graphviz is found
        if outputs and output.output_type == "stream" and outputs[-1][:-1] == one:
            outputs[-1][-1] += output.text  # a kernel may send it in parts
        else:
            outputs.append([*one, output.get("text")])
    for one in outputs:
        if one[1] == "stderr":  # stock nbgrader shows the line of a hidden test that a warning comes from
            one[-1] = re.sub(r"\n  \S.*", "", one[-1])
        # a cell's file has the number of the process in its name, and another number
        one[:] = [re.sub(FILE, "the cell", part) if isinstance(part, str) else part for part in one]
    return cell.id, cell.cell_type, cell.source, cell.metadata.get("nbgrader"), cell.get("execution_count"), outputs


def test_feedback_shows_the_score_and_not_the_record(graded):
    for folder in graded:
        pages = sorted((folder / "feedback").rglob("*.html"))
        assert len(pages) == len(ASSIGNMENTS) * (STUDENTS + 3)
        assert all("Score: " in page.read_text(encoding="utf-8") for page in pages)
        assert list((folder / "feedback").rglob("grading.json")) == []


def test_formgrader_finds_the_submissions(graded, monkeypatch):
    from nbgrader.apps import NbGrader
    from nbgrader.apps.api import NbGraderAPI

    monkeypatch.chdir(graded[1])
    app = NbGrader()
    app.initialize([])
    api = NbGraderAPI(app.coursedir)
    for assignment in ASSIGNMENTS:
        submitted = api.get_submissions(assignment)
        assert len(submitted) == STUDENTS + 3
        assert all(one["autograded"] for one in submitted)
        (notebook,) = api.get_notebooks(assignment)
        assert len(api.get_notebook_submissions(assignment, notebook["name"])) == STUDENTS + 3
