"""The command: exit codes, what is done again, what is told, and what is written where. No student code is run."""

import json
import stat
from concurrent.futures import ALL_COMPLETED

import nbformat
import pytest
from nbgrader.api import Gradebook

from grading.__main__ import main
from grading.autograding import command, running
from grading.sandbox import Protection
from grading.worker import Flag, Result, SandboxError

from .conftest import ASSIGNMENT, StubPool, graded, half
from .gradebooks import rows, scores


def autograde(*options):
    return main(["autograde", ASSIGNMENT, *options])


def record(course, student):
    path = course.folder / "autograded" / student / ASSIGNMENT / "grading.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_scores_files_and_summary(course, capsys):
    course.submit("ada", ASSIGNMENT, half())
    course.submit("bob", ASSIGNMENT, {})
    assert autograde() == 0
    assert scores(course.folder, ASSIGNMENT) == {"ada": 5, "bob": 0}
    assert "01_requires_grad: 2 graded." in capsys.readouterr().err
    folder = course.folder / "autograded" / "ada" / ASSIGNMENT
    assert sorted(path.name for path in folder.iterdir()) == ["grading.json", "requires_grad.ipynb"]
    assert stat.S_IMODE((folder / "requires_grad.ipynb").stat().st_mode) == 0o444
    found = rows(course.folder)
    assert found["bob", ASSIGNMENT, "requires_grad", "comment", "predict-flags"] == ("No response.", None)
    assert found["ada", ASSIGNMENT, "requires_grad", "comment", "predict-flags"] == (None, None)


def test_what_is_graded_is_left_alone_until_something_else_is_handed_in(course, capsys):
    course.submit("ada", ASSIGNMENT, half())
    course.submit("bob", ASSIGNMENT, half())
    assert autograde() == 0
    paths = [course.folder / "autograded" / name / ASSIGNMENT for name in ("ada", "bob")]
    before = [path.stat().st_ino for path in paths]
    assert autograde("--resume") == 0
    assert "0 graded, 2 graded before" in capsys.readouterr().err
    assert [path.stat().st_ino for path in paths] == before
    submitted = course.folder / "submitted" / "bob" / ASSIGNMENT / "requires_grad.ipynb"
    submitted.write_bytes((course.folder / "exercises" / ASSIGNMENT / "requires_grad.ipynb").read_bytes())
    assert autograde() == 0
    after = [path.stat().st_ino for path in paths]
    assert (after[0] == before[0], after[1] == before[1]) == (True, False)
    assert scores(course.folder, ASSIGNMENT) == {"ada": 5, "bob": 0}
    assert autograde("--force", "--student", "ada") == 0
    assert paths[0].stat().st_ino != before[0]
    assert paths[1].stat().st_ino == after[1]


def test_only_the_students_who_are_named(course):
    for name in ("ada", "bob", "eve"):
        course.submit(name, ASSIGNMENT, half())
    assert autograde("--student", "ada", "--student", "eve", "--quiet") == 0
    assert set(scores(course.folder, ASSIGNMENT)) == {"ada", "eve"}


def test_a_notebook_that_cannot_be_read_is_entered_and_does_not_touch_others(course, capsys):
    course.submit("ada", ASSIGNMENT, half())
    course.submit("bob", ASSIGNMENT, half())
    path = course.folder / "submitted" / "bob" / ASSIGNMENT / "requires_grad.ipynb"
    path.write_bytes(path.read_bytes()[:1000])
    assert autograde() == 1
    assert scores(course.folder, ASSIGNMENT) == {"ada": 5, "bob": 0}
    found = rows(course.folder)
    assert [found[name, ASSIGNMENT][2] for name in ("ada", "bob")] == [False, True]
    comments = [found[key][0] for key in found if key[0] == "bob" and "comment" in key]
    told = [text for text in comments if text]
    assert len(told) == 1
    assert told[0].startswith("Your notebook could not be read: ")
    assert "bob: requires_grad: could not be read" in capsys.readouterr().err
    assert autograde() == 1  # also where nothing is left to do
    summary = capsys.readouterr().err
    assert "0 graded, 2 graded before" in summary
    assert "bob: requires_grad: could not be read: " in summary
    assert record(course, "bob")["problem"].startswith("could not be read: ")
    page = nbformat.read(course.folder / "autograded" / "bob" / ASSIGNMENT / "requires_grad.ipynb", as_version=4)
    assert page.cells[0].source == told[0]


def test_a_folder_without_a_notebook_is_entered(course):
    folder = course.folder / "submitted" / "ada" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / "answers.pdf").write_text("as a picture")
    assert autograde() == 1
    assert rows(course.folder)["ada", ASSIGNMENT] == (0, None, True)


def test_a_renamed_notebook_is_graded(course):
    course.submit("ada", ASSIGNMENT, half())
    folder = course.folder / "submitted" / "ada" / ASSIGNMENT
    (folder / "requires_grad.ipynb").rename(folder / "requires_grad (1).ipynb")
    assert autograde() == 0
    assert scores(course.folder, ASSIGNMENT) == {"ada": 5}
    assert record(course, "ada")["notebooks"]["requires_grad"]["file"] == "requires_grad (1).ipynb"
    names = sorted(path.name for path in (course.folder / "autograded" / "ada" / ASSIGNMENT).iterdir())
    assert names == ["grading.json", "requires_grad.ipynb"]


def test_a_flag_asks_for_a_person_and_is_not_shown_to_the_student(course, capsys):
    course.submit("ada", ASSIGNMENT, half(7))
    course.submit("bob", ASSIGNMENT, half())
    (path,) = (course.folder / "submitted" / "ada").rglob("*.ipynb")
    tests = [
        cell.metadata.nbgrader.grade_id
        for cell in nbformat.read(path, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    ]
    StubPool.results["answer = 7"] = lambda cells: Result(
        graded(cells).cells, [Flag("patched numpy", tests[1], "evidence")], "completed"
    )
    assert autograde() == 1
    found = rows(course.folder)
    person = [key[-1] for key in found if "grade" in key and found[key][2]]
    assert person == [tests[1]]
    flags = record(course, "ada")["flags"]
    assert flags == [
        {"kind": "patched numpy", "grade_id": tests[1], "evidence": "evidence", "notebook": "requires_grad"}
    ]
    said = f"ada: flagged in {tests[1]}: evidence\n"
    assert said in capsys.readouterr().err
    assert autograde() == 1  # it was graded before
    assert said in capsys.readouterr().err
    assert "evidence" not in (course.folder / "autograded" / "ada" / ASSIGNMENT / "requires_grad.ipynb").read_text()


def test_the_evidence_of_a_flag_is_cut_and_more_is_counted(course, capsys):
    long = "builtins.isinstance had been changed " + "again and " * 20
    course.submit("ada", ASSIGNMENT, half(7))
    evidence = [(None, "first\nof\x1b all"), ("a", long), ("a", "second"), ("a", "second"), ("a", "third"), ("b", "x")]
    flags = [Flag("restored", cell, what) for cell, what in evidence]
    StubPool.results["answer = 7"] = lambda cells: Result(graded(cells).cells, flags, "completed")
    for _ in range(2):  # the second time it was graded before
        assert autograde() == 1
        (line,) = {line.strip() for line in capsys.readouterr().err.splitlines() if "flagged" in line}
        whole, first, second, third = line.split("flagged in ")
        assert (whole, first, third) == ("ada: ", "the notebook: first of\\x1b all; ", "b: x")
        assert second.startswith("a: builtins.isinstance had been changed again")
        assert second.endswith("... and 2 more; ") and len(second) <= len("a:  and 2 more; ") + 120


def test_a_warning_on_stderr_costs_nothing(course):
    def warns(cells):
        result = graded(cells)
        for one in result.cells:
            one.outputs.insert(0, {"output_type": "stream", "name": "stderr", "text": "UserWarning: old\n"})
        return result

    StubPool.results["answer"] = warns
    course.submit("ada", ASSIGNMENT, half())
    assert autograde() == 0
    assert scores(course.folder, ASSIGNMENT) == {"ada": 5}
    assert "UserWarning" in (course.folder / "autograded" / "ada" / ASSIGNMENT / "requires_grad.ipynb").read_text()


def test_a_test_without_a_verdict_gets_nothing_and_a_person_looks(course):
    StubPool.results["answer"] = lambda cells: Result([], [], "killed: out of memory")
    course.submit("ada", ASSIGNMENT, half())
    assert autograde() == 1
    assert rows(course.folder)["ada", ASSIGNMENT] == (0, None, True)


def test_a_failure_of_the_grader_reaches_one_submission_only(course, capsys):
    def fails(cells):
        raise RuntimeError("a fault in the grader")

    StubPool.results["answer = 7"] = fails
    course.submit("ada", ASSIGNMENT, half(7))
    course.submit("bob", ASSIGNMENT, half())
    assert autograde() == 1
    assert scores(course.folder, ASSIGNMENT) == {"ada": 0, "bob": 5}
    assert rows(course.folder)["ada", ASSIGNMENT][2] is True
    assert "RuntimeError: a fault in the grader" in capsys.readouterr().err


def test_a_tripwire_counts_only_where_the_test_needs_an_answer(course, capsys):
    """A test that passes without any answer is found out when a tripwire asks, once, and the instructor is told."""
    asked = []

    def passes(cells):
        asked.append([cell.tripwire for cell in cells if cell.kind == "test"])
        result = graded(cells)
        first = next(cell for cell in cells if cell.kind == "test")
        verdict = next(one for one in result.cells if one.index == first.index)
        verdict.outputs, verdict.passed = [], not first.tripwire
        return Result(result.cells, [Flag("tripwire", first.grade_id, "evidence")] if first.tripwire else [])

    StubPool.results[""] = passes
    for name in ("ada", "bob", "eve"):
        course.submit(name, ASSIGNMENT, half())
    assert autograde("--jobs", "1") == 0
    said = capsys.readouterr().err
    assert said.count("requires_grad: these tests pass without any answer: test-predict-flags-requires-grad\n") == 1
    assert "evidence" not in said
    assert scores(course.folder, ASSIGNMENT) == {"ada": 5, "bob": 5, "eve": 5}
    some, none = [False, *[True] * 4], [False] * 5
    assert asked == [[True] * 5, none, some, some, some]


@pytest.mark.parametrize("first", [True, False])
def test_a_sandbox_that_cannot_be_set_up(course, capsys, first):
    """It is no fault of the student's: nothing is entered. If it is so from the beginning, the command ends."""

    def fails(cells):
        raise SandboxError("no room for the sandbox")

    StubPool.results["" if first else "answer = 7"] = fails
    for name, number in {"ada": 1, "bob": 7, "eve": 3}.items():
        course.submit(name, ASSIGNMENT, half(number))
    assert autograde("--jobs", "1") == 1
    said = capsys.readouterr().err
    assert "no room for the sandbox" in said
    assert ("1 failed" in said) is not first
    assert scores(course.folder, ASSIGNMENT) == ({} if first else {"ada": 5, "eve": 5})
    StubPool.results.clear()
    assert autograde() == 0
    assert scores(course.folder, ASSIGNMENT) == {"ada": 5, "bob": 5, "eve": 5}


def test_a_sandbox_that_fails_while_another_submission_is_ready(course, capsys, monkeypatch):
    """What has worked counts first, in whatever order they became ready: so it is no reason to end the command."""

    def fails(cells):
        raise SandboxError("no room for the sandbox")

    monkeypatch.setattr(running, "FIRST_COMPLETED", ALL_COMPLETED)
    StubPool.results["answer = 7"] = fails
    names = ["ada", "bob", "dan", "eve", "fay", "gus"]
    for name in names:
        course.submit(name, ASSIGNMENT, half(1 if name == "eve" else 7))
    assert autograde("--jobs", "6") == 1
    assert "1 graded, 5 failed" in capsys.readouterr().err
    assert scores(course.folder, ASSIGNMENT) == {"eve": 5}


def test_scores_that_a_person_gave_are_kept(course):
    course.submit("ada", ASSIGNMENT, half())
    assert autograde() == 0
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_submission(ASSIGNMENT, "ada").notebooks[0].grades[0]
        name = grade.name
        grade.manual_score = 0.5
        gradebook.db.commit()
    assert autograde("--force") == 1  # as with nbgrader: a person should look whether that still holds
    assert rows(course.folder)["ada", ASSIGNMENT, "requires_grad", "grade", name][1:3] == (0.5, True)


def test_late_work_is_penalised_by_nbgraders_plugin(course):
    with open(course.folder / "nbgrader_config.py", "a") as file:
        file.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-01-01 00:00:00 UTC")
    for name, day in (("ada", "2025-12-31"), ("bob", "2026-01-02")):
        course.submit(name, ASSIGNMENT, half())
        (course.folder / "submitted" / name / ASSIGNMENT / "timestamp.txt").write_text(f"{day} 00:00:00 UTC")
    assert autograde() == 0
    found = rows(course.folder)
    assert [found[name, ASSIGNMENT, "requires_grad"] for name in ("ada", "bob")] == [None, 5]
    assert (course.folder / "autograded" / "bob" / ASSIGNMENT / "timestamp.txt").exists()


@pytest.mark.parametrize("duedate", [None, "2026-01-01 00:00:00 UTC"])
def test_a_bad_time_stamp_is_for_a_person_where_it_matters(course, duedate):
    if duedate:
        with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as gradebook:
            gradebook.update_or_create_assignment(ASSIGNMENT, duedate=duedate)
    course.submit("ada", ASSIGNMENT, half())
    (course.folder / "submitted" / "ada" / ASSIGNMENT / "timestamp.txt").write_text("yesterday")
    assert autograde() == (1 if duedate else 0)
    assert rows(course.folder)["ada", ASSIGNMENT] == (5, None, bool(duedate))


@pytest.mark.parametrize("key, value", [("grade_id", "make-weights"), ("schema_version", 1), ("points", "many")])
def test_metadata_that_nbgrader_forbids_are_named(course, capsys, key, value):
    path = course.folder / "solutions" / ASSIGNMENT / "requires_grad.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade"))
    cell.metadata.nbgrader[key] = value
    nbformat.write(notebook, path)
    course.submit("ada", ASSIGNMENT, half())
    assert autograde() == 2
    said = capsys.readouterr().err
    assert f"nbgrader's metadata in {path} are not valid: " in said
    assert rows(course.folder) == {}


def test_the_instructors_hooks_are_run(course):
    with open(course.folder / "nbgrader_config.py", "a") as file:
        file.write(
            "\ndef hook(assignment, student, notebooks):\n    open('hooks.txt', 'a').write(assignment + ' ')\n\n"
        )
        file.write("c.Autograde.pre_convert_hook = c.Autograde.post_convert_hook = hook\n")
    course.submit("ada", ASSIGNMENT, half())
    assert autograde() == 0
    assert (course.folder / "hooks.txt").read_text() == f"{ASSIGNMENT} " * 2


def test_the_instructors_files_replace_those_of_the_student(course):
    (course.folder / "solutions" / ASSIGNMENT / "data").mkdir()
    (course.folder / "solutions" / ASSIGNMENT / "data" / "x.csv").write_text("right")
    course.submit("ada", ASSIGNMENT, half())
    course.submit("bob", ASSIGNMENT, half())
    handed_in = course.folder / "submitted"
    (handed_in / "ada" / ASSIGNMENT / "data").write_text("a file where a folder should be")
    (handed_in / "bob" / ASSIGNMENT / "data").mkdir()
    (handed_in / "bob" / ASSIGNMENT / "data" / "x.csv").write_text("wrong")
    (handed_in / "bob" / ASSIGNMENT / "grading.json").write_text("{}")
    (handed_in / "bob" / ASSIGNMENT / "own.txt").write_text("own")
    assert autograde() == 0
    for name in ("ada", "bob"):
        assert (course.folder / "autograded" / name / ASSIGNMENT / "data" / "x.csv").read_text() == "right"
    assert (course.folder / "autograded" / "bob" / ASSIGNMENT / "own.txt").read_text() == "own"
    assert record(course, "bob")["student"] == "bob"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no_such_assignment"], "knows no assignment 'no_such_assignment'"),
        ([ASSIGNMENT], "There is no submission"),
        ([ASSIGNMENT, "--student", "eve"], "There is no submission of eve"),
    ],
)
def test_nothing_to_do(course, capsys, arguments, words):
    assert main(["autograde", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_source_that_is_not_what_was_released_is_refused(course, capsys):
    course.submit("ada", ASSIGNMENT, half())
    path = course.folder / "solutions" / ASSIGNMENT / "requires_grad.ipynb"
    notebook = nbformat.read(path, as_version=4)
    next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")).source += "\nassert True"
    nbformat.write(notebook, path)
    assert autograde() == 2
    assert "nbgrader generate_assignment 01_requires_grad --force" in capsys.readouterr().err


def test_without_a_sandbox_it_refuses_unless_told(course, capsys, monkeypatch):
    monkeypatch.setattr(command, "find_protection", lambda: Protection("none", False, "There is no sandbox."))
    course.submit("ada", ASSIGNMENT, half())
    assert autograde() == 2
    assert "There is no sandbox. Nothing was run" in capsys.readouterr().err
    assert autograde("--unsafe", "--quiet") == 0
    assert "There is no sandbox." in capsys.readouterr().err
