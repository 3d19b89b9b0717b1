"""A course that is not ours: what stock nbgrader treats fairly is recorded the same, and the rest fairly."""

import json

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.grading.course_copy import CourseCopy

from .gradebooks import differences, rows
from .plain_course import ASSIGNMENT, NOTEBOOKS, RIGHT, SOME, SUBMISSIONS, HandedIn, PlainCourse, at
from .test_against_stock import seen

OURS = ("python", "-m", "grading", "autograde", ASSIGNMENT)
STOCK = ("nbgrader", "autograde", ASSIGNMENT)
SHOWS = "import sys\n\n\ndef spread(x):\n    sys.displayhook(3.0)\n    return 0"
ODD = {
    "good": HandedIn(RIGHT),
    "nonsense": HandedIn(SOME, at("yesterday")),
    "one": HandedIn(RIGHT, only=("statistics_",)),
    "pdf": HandedIn(RIGHT, {"matrices.pdf": "%PDF"}, only=("statistics_",)),
    "none": HandedIn(only=()),
    "warns": HandedIn(
        RIGHT | {"mean": "import warnings\n\n\ndef mean(x):\n    warnings.warn('x')\n    return np.mean(x)"}
    ),
    "shows": HandedIn(RIGHT | {"spread": SHOWS}),
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Return the folder of a course, graded, with what stock nbgrader would not have graded, or not fairly."""
    course = PlainCourse(tmp_path_factory.mktemp("odd"), ODD)
    (course.folder / "submitted" / "empty" / ASSIGNMENT).mkdir(parents=True)
    (course.folder / "submitted" / "file").mkdir()
    (course.folder / "submitted" / "file" / ASSIGNMENT).write_text("not a folder")
    course.run(*OURS, code=1)
    return course.folder


@pytest.fixture(scope="module")
def recorded(odd):
    """Return {student: {cell: (score, whether a person must look)}}."""
    found = {student: {} for student in [*ODD, "empty", "file"]}
    for (student, *_, kind, cell), value in ((key, value) for key, value in rows(odd).items() if len(key) == 5):
        if kind == "grade":
            found[student][cell] = (value[0], value[2])
    return found


MATRICES = {"test-stack": 1, "test-stack-again": 0.25, "test-solve": 2, "test-given": 0.5}
STATISTICS = {"test-mean": 2.5, "test-mean-of-one": 0, "test-spread": 3}
BY_HAND = dict.fromkeys(("plan", "why", "draw"), (None, True))


def known(scores):
    return {cell: (points, False) for cell, points in scores.items()}


def test_every_kind_of_cell_has_its_score(recorded):
    assert recorded["good"] == known(MATRICES | STATISTICS) | BY_HAND


def test_a_warning_costs_nothing(recorded):
    assert recorded["warns"] == recorded["good"]


def test_a_number_in_the_last_line_gives_a_part_and_only_the_tests_own_counts(recorded):
    assert recorded["shows"] == recorded["good"] | {"test-spread": (1, False)}


def test_a_notebook_that_was_left_out_earns_nothing_and_nobody_has_to_look(odd, recorded):
    assert recorded["one"] == known(dict.fromkeys(MATRICES, 0) | STATISTICS) | BY_HAND
    notebook = nbformat.read(odd / "autograded" / "one" / ASSIGNMENT / "matrices.ipynb", as_version=4)
    assert notebook.cells[0].source.startswith("There is no notebook matrices.ipynb in what you handed in.")


def test_a_file_in_its_place_is_for_a_person(recorded):
    assert recorded["pdf"] == recorded["one"] | dict.fromkeys(MATRICES, (0, True))


def test_no_notebook_at_all_is_for_a_person(recorded):
    for student in ("none", "empty", "file"):
        assert {look for _, look in recorded[student].values()} == {True}
        assert {score for score, _ in recorded[student].values()} == {0, None}  # a task has no automatic score


def test_a_time_that_nobody_can_read_is_for_a_person_and_costs_nothing(odd, recorded):
    waits = {cell for cell, (_, look) in recorded["nonsense"].items() if look}
    assert waits == {"plan", "draw", "test-stack"}
    assert recorded["nonsense"]["test-solve"] == (2, False)
    record = json.loads((odd / "autograded" / "nonsense" / ASSIGNMENT / "grading.json").read_text())
    assert any("holds no time" in note["what"] for note in record["notes"])
    for _ in range(2):  # nbgrader reads the time of what is there already
        CourseCopy.run_in(odd, "nbgrader", "generate_feedback", ASSIGNMENT, "--student=nonsense")
    pages = {f"{name}.html" for name in NOTEBOOKS}
    folder = odd / "feedback" / "nonsense" / ASSIGNMENT
    assert {path.name for path in folder.iterdir()} == pages | {"timestamp.txt"}
    assert "BEGIN HIDDEN TESTS" not in (folder / "statistics_.html").read_text()


@pytest.mark.long
def test_a_student_who_is_not_known_stops_nobody(tmp_path):
    course = PlainCourse(tmp_path, {name: ODD["good"] for name in ("known", "unknown")})
    with (tmp_path / "nbgrader_config.py").open("a") as config:
        config.write("c.Autograde.create_student = False\n")
    course.run("nbgrader", "db", "student", "add", "known")
    failed = course.run(*OURS, code=1).stderr
    assert "No such student: unknown" in failed
    assert {key[0] for key in rows(tmp_path)} == {"known"}
    assert not (tmp_path / "autograded" / "unknown").exists()


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return two copies of a course, graded by stock nbgrader and by us, and once more after a person has marked."""
    stock = PlainCourse(tmp_path_factory.mktemp("stock"), SUBMISSIONS)
    ours = stock.copied_to(tmp_path_factory.mktemp("ours") / "course")
    for course, command, code in ((stock, STOCK, 0), (ours, OURS, 1)):  # 1: some are to be marked by hand
        course.run(*command, code=code)
        mark(course.folder)
        course.run(*command, "--student=late", "--force", code=code)
    return stock.folder, ours.folder


def mark(folder):
    """Give points, extra credit and comments, as a person does in the formgrader."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        for student in ("perfect", "late"):
            place = ("statistics_", ASSIGNMENT, student)
            for cell, score in {"plan": 2.5, "why": 1, "draw": 4, "test-mean": 1}.items():
                grade = gradebook.find_grade(cell, *place)
                grade.manual_score, grade.needs_manual_grade = score, False
            gradebook.find_grade("test-spread", *place).extra_credit = 0.75
            gradebook.find_comment("plan", *place).manual_comment = "well planned"
        gradebook.db.commit()


@pytest.mark.long
def test_the_gradebooks_are_the_same(graded):
    stock, ours = map(rows, graded)
    assert differences(stock, ours) == {}
    assert len(stock) == len(SUBMISSIONS) * 20
    assert stock["partly", ASSIGNMENT, "statistics_", "grade", "test-spread"][0] == 2  # a part of the points
    assert stock["late", ASSIGNMENT, "statistics_"] == 2
    assert stock["late", ASSIGNMENT, "statistics_", "grade", "plan"][1:3] == (2.5, True)


@pytest.mark.long
def test_extra_credit_is_kept(graded):
    found = []
    for folder in graded:
        with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
            found.append(
                {
                    (submission.student.id, grade.name): (grade.extra_credit, grade.score)
                    for submission in gradebook.assignment_submissions(ASSIGNMENT)
                    for notebook in submission.notebooks
                    for grade in notebook.grades
                }
            )
    assert found[0] == found[1]
    assert found[0]["late", "test-spread"] == (0.75, 3.75)


@pytest.mark.long
def test_the_graded_folders_are_the_same(graded):
    found = []
    for folder in graded:
        paths = [path for path in (folder / "autograded").rglob("*") if ".unfinished" not in path.parts]
        found.append({path.relative_to(folder): path.stat().st_mode for path in paths if path.name != "grading.json"})
    assert found[0] == found[1]
    assert len([path for path in found[0] if path.suffix == ".ipynb"]) == len(SUBMISSIONS) * len(NOTEBOOKS)
    for path in found[0]:
        if path.suffix == ".ipynb":
            stock, ours = (nbformat.read(folder / path, as_version=4) for folder in graded)
            assert stock.metadata == ours.metadata
            assert [*map(whole, stock.cells)] == [*map(whole, ours.cells)], path
        elif path.suffix:
            assert (graded[0] / path).read_bytes() == (graded[1] / path).read_bytes(), path


def whole(cell):
    metadata = {key: value for key, value in cell.metadata.items() if key != "execution"}  # the moments
    return seen(cell), metadata, cell.get("attachments")
