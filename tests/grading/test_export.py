"""The files for Canvas and Moodle, as their importers read them."""

import csv
import os
import shutil
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import ExportApp


@pytest.fixture
def course(tmp_path, monkeypatch, filled_gradebook):
    """A folder with the gradebook in it."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(filled_gradebook, tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def filled_gradebook(tmp_path_factory):
    """Two assignments, three students, and a score in each form that scores have."""
    path = tmp_path_factory.mktemp("filled") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader calls alembic when it makes a gradebook: the environment may not be activated
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        gradebook = Gradebook(f"sqlite:///{path}", "a_course")
    with gradebook:
        for assignment, points in (("01_first", 10), ("02_second", 3)):
            gradebook.add_assignment(assignment)
            gradebook.add_notebook("sheet", assignment)
            gradebook.add_grade_cell("test", "sheet", assignment, max_score=points, cell_type="code")
        gradebook.add_student("ada", first_name="Ada", last_name="Lovelace", email="ada@uni.example", lms_user_id="17")
        gradebook.add_student("böhm", first_name="Käthe", last_name='Böhm, called "K"')
        gradebook.add_student("nobody")
        score(gradebook, "01_first", "ada", auto_score=9.125)
        score(gradebook, "02_second", "ada", auto_score=0, manual_score=2, needs_manual_grade=False)
        score(gradebook, "01_first", "böhm", auto_score=8).late_submission_penalty = 1.5
        gradebook.db.commit()
    return path


def score(gradebook, assignment, student, **scores):
    gradebook.add_submission(assignment, student)
    grade = gradebook.find_grade("test", "sheet", assignment, student)
    for name, value in scores.items():
        setattr(grade, name, value)
    gradebook.db.commit()
    return gradebook.find_submission_notebook("sheet", assignment, student)


def export(folder, exporter, *options):
    """Run `nbgrader export` with the exporter, and return the rows of the file."""
    app = ExportApp()
    app.initialize([f"--exporter=grading.export.{exporter}", "--to=marks.csv", "--course=a_course", *options])
    app.start()
    with open(folder / "marks.csv", newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_canvas_gets_its_columns_and_the_points_possible(course):
    rows = export(course, "CanvasExport")
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "01_first", "02_second"]
    assert rows[1] == ["    Points Possible", "", "", "", "", "10", "3"]
    assert rows[2] == ["Lovelace, Ada", "17", "", "ada", "", "9.12", "2"]
    assert rows[3] == ['Böhm, called "K", Käthe', "", "", "böhm", "", "6.5", ""]
    assert rows[4] == ["nobody", "", "", "nobody", "", "", ""]
    assert len(rows) == 5


def test_canvas_importer_would_take_the_header(course):
    """The checks of row_has_student_headers? and update_column_count in lib/gradebook_importer.rb."""
    header, points, *_ = export(course, "CanvasExport")
    assert len(header) > 3
    assert "Student" in header[0]
    assert "ID" in header[1]
    assert header[2:5] == ["SIS User ID", "SIS Login ID", "Section"]
    assert "Points Possible" in points[0]


def test_headings_and_choices_can_be_set(course):
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        "c.CanvasExport.headings = {'01_first': 'Flags and leaves (4711)'}\n"
        "c.CanvasExport.lms_user_id = 'SIS User ID'\n"
    )
    rows = export(course, "CanvasExport", "--assignment=['01_first']", "--student=['ada']")
    assert rows[0][-1] == "Flags and leaves (4711)"
    assert rows[2:] == [["Lovelace, Ada", "", "17", "ada", "", "9.12"]]


def test_moodle_gets_an_identifier_and_a_dash_for_no_grade(course):
    rows = export(course, "MoodleExport")
    assert rows == [
        ["Username", "First name", "Last name", "01_first", "02_second"],
        ["ada", "Ada", "Lovelace", "9.12", "2"],
        ["böhm", "Käthe", 'Böhm, called "K"', "6.5", "-"],
        ["nobody", "", "", "-", "-"],
    ]


def test_moodle_never_gets_a_row_without_identifier(course):
    """Its importer would give such a row's grades to the student of the row before."""
    rows = export(course, "MoodleExport", "--MoodleExport.identifier=Email address", "--MoodleExport.percent=True")
    assert rows == [
        ["Email address", "First name", "Last name", "01_first", "02_second"],
        ["ada@uni.example", "Ada", "Lovelace", "91.25", "66.67"],
    ]
