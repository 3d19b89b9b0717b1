"""One cell is graded again, and nothing else changes."""

import contextlib
import hashlib
import io
import json
import os
import shutil
import sqlite3
import sys
import threading
import typing
from pathlib import Path

import pytest
from nbformat.v4 import new_output
from nbgrader.api import Gradebook

from grading import regrading
from grading.autograding import command, recording
from grading.sandbox import Protection, find_protection
from grading.worker import Cell, CellResult, Flag, Limits, Pool, Result, SandboxError
from tests import notebooks

from .autograding.test_trouble import PATIENCE
from .course_copy import CourseCopy

ASSIGNMENT, CELL = "01_requires_grad", "test-receivers"
ANSWERS = notebooks.ROOT / "tests" / "solutions" / ASSIGNMENT
MENDED = "assert isinstance(receivers({}), list), \"Misconception: 'a test that was mended.'\"\n"


class PlainPool:
    """A stand-in for the worker: runs cells in this process, without a sandbox. The answers here are the tests' own."""

    flag = None  # of the results, set by a test
    lock = threading.Lock()
    ran: typing.ClassVar = []  # the tests that were judged

    def __init__(self, *arguments):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def grade(self, cells, files=None):
        namespace, results = {}, []
        with self.lock, contextlib.redirect_stdout(io.StringIO()):
            for cell in cells:
                result = CellResult(cell.index, execution_count=cell.index)
                try:
                    exec(compile(cell.source, f"cell {cell.index}", "exec"), namespace)
                    error = None
                except Exception as raised:
                    error = raised
                    name = type(error).__name__
                    result.outputs = [new_output("error", ename=name, evalue=str(error), traceback=[])]
                if cell.kind == "test" and cell.judged:
                    self.ran.append(cell.grade_id)
                    result.passed = error is None
                results.append(result)
        return Result(results, [self.flag] if self.flag else [])


def answer(cell, name):
    return {cell: (ANSWERS / cell / f"{name}.py").read_text()}


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory):
    """A course with four students, graded by the stand-in; one of them late, where late work earns nothing."""
    copy = CourseCopy(tmp_path_factory.mktemp("graded"))
    with (copy.folder / "nbgrader_config.py").open("a") as file:
        file.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    copy.run("nbgrader", "generate_assignment", ASSIGNMENT)
    rest = {}
    for cell in ("predict-flags", "make-weights", "fit-line"):
        rest[cell] = sorted((ANSWERS / cell).glob("right_*.py"))[0].read_text()
    copy.submit("ada", ASSIGNMENT, rest | answer("receivers", "right_by_sets"))
    copy.submit("bob", ASSIGNMENT, rest | answer("receivers", "wrong_unsorted"))
    copy.submit("eve", ASSIGNMENT, {})
    copy.submit("kim", ASSIGNMENT, rest | answer("receivers", "wrong_every_leaf"))
    copy.submit("late", ASSIGNMENT, rest | answer("receivers", "wrong_unsorted"))
    (copy.folder / "submitted" / "late" / ASSIGNMENT / "timestamp.txt").write_text("2026-02-02 00:00:00 UTC")
    broken = copy.folder / "submitted" / "broken" / ASSIGNMENT
    broken.mkdir(parents=True)
    (broken / "requires_grad.ipynb").write_text("{not json")
    with pytest.MonkeyPatch.context() as patch:
        stand_in(patch, copy.folder)
        with Gradebook(f"sqlite:///{copy.folder}/gradebook.db", "controlling_gradients") as gradebook:
            gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-02-01 00:00:00 UTC")
        assert command.main([ASSIGNMENT, "--jobs", "1", "--quiet"]) == command.INCOMPLETE  # the broken one
        with Gradebook(f"sqlite:///{copy.folder}/gradebook.db", "controlling_gradients") as gradebook:
            place = ("requires_grad", ASSIGNMENT)
            gradebook.find_grade(CELL, *place, "kim").manual_score = 1.5
            gradebook.find_grade("test-fit-line", *place, "bob").extra_credit = 0.5
            gradebook.find_comment("receivers", *place, "bob").manual_comment = "by hand"
            gradebook.db.commit()
    return copy.folder


def stand_in(patch, folder):
    patch.chdir(folder)
    patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    patch.setattr(PlainPool, "ran", [])
    patch.setattr(PlainPool, "flag", None)
    patch.setattr(command, "Pool", PlainPool)
    patch.setattr(command, "find_protection", lambda: Protection("none", True, "(a test)"))


@pytest.fixture(scope="module")
def mended_once(graded_once):
    """The graded course, its test mended in solutions/ and released again."""
    mend(graded_once)
    CourseCopy.run_in(graded_once, "nbgrader", "generate_assignment", ASSIGNMENT, "--force")
    return graded_once


@pytest.fixture
def course(tmp_path, monkeypatch, mended_once):
    """A copy of it."""
    folder = tmp_path / "course"
    shutil.copytree(mended_once, folder)
    stand_in(monkeypatch, folder)
    return folder


def mend(folder):
    path = folder / "solutions" / ASSIGNMENT / "requires_grad.ipynb"
    notebook = notebooks.read(path)
    regrading.find_cell(notebook, CELL).source = MENDED
    notebooks.write(notebook, path)


def scores(folder):
    """Return all that the gradebook says of cells: {(student, cell): ...}."""
    found = {}
    with Gradebook(f"sqlite:///{folder}/gradebook.db", "controlling_gradients") as gradebook:
        for submission in gradebook.notebook_submissions("requires_grad", ASSIGNMENT):
            student = submission.student.id
            found[student, "penalty"] = submission.late_submission_penalty
            for grade in submission.grades:
                known = (grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade)
                found[student, grade.name] = known
            for comment in submission.comments:
                found[student, "comment", comment.name] = (comment.auto_comment, comment.manual_comment)
    return found


def files(folder):
    paths = [path for path in (folder / "autograded").rglob("*") if path.is_file() and path.name != "lock"]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def regrade(*options):
    return regrading.main([ASSIGNMENT, "--cell", CELL, "--jobs", "2", *options])


def difference(before, after):
    assert before.keys() == after.keys()
    return {key: (before[key], after[key]) for key in before if before[key] != after[key]}


def test_only_that_cell_changes(course, capsys):
    before = scores(course)
    assert regrade() == regrading.INCOMPLETE  # the broken notebook still cannot be read
    assert difference(before, scores(course)) == {
        ("bob", CELL): ((0.0, None, None, False), (2.0, None, None, False)),
        ("kim", CELL): ((0.0, 1.5, None, False), (2.0, 1.5, None, True)),
        ("late", CELL): ((0.0, None, None, False), (2.0, None, None, False)),
        ("late", "penalty"): (8.0, 10.0),
    }
    assert set(PlainPool.ran) == {CELL}
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[:2]] == [["student", "before", "after"], ["bob", "0", "2"]]
    assert lines[2].endswith("the score given by hand, 1.5, stays")
    assert lines[-2].startswith("broken: not graded again, could not be read:")
    assert lines[-1] == "3 changed, 2 unchanged, 1 not graded again"


def test_a_second_time_nothing_changes(course, capsys):
    regrade()
    before, kept = scores(course), files(course)
    regrade()
    assert difference(before, scores(course)) == {}
    changed = difference(kept, files(course))
    assert all(path.endswith("grading.json") for path in changed)  # the seconds that the test took
    assert capsys.readouterr().out.splitlines()[-1] == "0 changed, 5 unchanged, 1 not graded again"


def test_a_dry_run_says_it_and_changes_nothing(course, capsys):
    before, kept = scores(course), files(course)
    regrade("--dry-run")
    assert difference(before, scores(course)) == {}
    assert difference(kept, files(course)) == {}
    assert capsys.readouterr().out.splitlines()[-1] == "3 would change, 2 unchanged, 1 not graded again"


def test_the_graded_notebook_shows_the_mended_test(course):
    path = course / "autograded" / "eve" / ASSIGNMENT / "requires_grad.ipynb"
    before = notebooks.read(path)
    regrade("--student", "eve")
    after = notebooks.read(path)
    cell = regrading.find_cell(after, CELL)
    assert cell.source == MENDED.rstrip("\n") or cell.source == MENDED
    assert cell.outputs[0].evalue.startswith("not solved yet")
    others = [[one for one in notebook.cells if one.id != cell.id] for notebook in (before, after)]
    assert others[0] == others[1]
    record = json.loads(path.with_name("grading.json").read_text())
    verdict = record["notebooks"]["requires_grad"]["verdicts"][CELL]
    assert (verdict["passed"], verdict["score"], verdict["person"]) == (False, 0, False)


def test_a_new_flag_wants_a_person(course, monkeypatch):
    monkeypatch.setattr(PlainPool, "flag", Flag("talked to the test", CELL, "evidence"))
    before = scores(course)
    regrade("--student", "ada")
    assert difference(before, scores(course)) == {
        ("ada", CELL): ((2.0, None, None, False), (2.0, None, None, True)),
    }
    record = json.loads((course / "autograded" / "ada" / ASSIGNMENT / "grading.json").read_text())
    assert [flag["kind"] for flag in record["flags"]] == ["talked to the test"]
    monkeypatch.setattr(PlainPool, "flag", None)
    regrade("--student", "ada")  # mended once more, and the flag was the old test's fault
    assert difference(before, scores(course)) == {}


def test_what_stock_nbgrader_graded_can_be_graded_again(course):
    (course / "autograded" / "bob" / ASSIGNMENT / "grading.json").unlink()
    before = scores(course)
    assert regrade("--student", "bob") == regrading.ALL_GRADED
    assert difference(before, scores(course)).keys() == {("bob", CELL)}
    assert not (course / "autograded" / "bob" / ASSIGNMENT / "grading.json").exists()


def test_what_was_handed_in_since_is_left_to_autograde(course, capsys):
    handed_in = course / "submitted" / "ada" / ASSIGNMENT / "requires_grad.ipynb"
    handed_in.write_text(handed_in.read_text().replace("torch", "torch "))
    shutil.rmtree(course / "autograded" / "eve")
    before = scores(course)
    assert regrade("--student", "ada", "--student", "eve") == regrading.INCOMPLETE
    assert difference(before, scores(course)) == {}
    out = capsys.readouterr().out
    assert "ada: not graded again, was handed in again" in out
    assert "eve: not graded again, was not graded yet" in out


def test_what_the_instructor_may_have_forgotten(course, capsys):
    before = scores(course)
    path = course / "solutions" / ASSIGNMENT / "requires_grad.ipynb"
    assert regrading.main([ASSIGNMENT, "--cell", "test-reciever"]) == command.NOTHING_DONE
    assert "test-receivers" in capsys.readouterr().err  # the ids that there are
    assert regrade("--student", "nobody") == command.NOTHING_DONE
    assert "no submission of nobody" in capsys.readouterr().err
    path.write_text(path.read_text().replace("that was mended", "that was mended again"))
    assert regrade() == command.NOTHING_DONE
    assert f"nbgrader generate_assignment {ASSIGNMENT} --force" in capsys.readouterr().err
    assert difference(before, scores(course)) == {}


def test_a_test_may_need_what_an_earlier_one_defines():
    stub = "def plus(x):\n    raise NotImplementedError\n"
    first = "def check(x, expected):\n    assert plus(x) == expected\nlarge = 9\ncheck(1, 2)\n"
    second = "check(large, 10)"
    passed = []
    with Pool(1, Limits(), find_protection()) as pool:
        for answer in ("x + 1", "min(x + 1, 9)", "2 * x + 2"):  # the last fails the first test, too
            cells = [Cell(0, "answer", f"def plus(x):\n    return {answer}\n", "plus", stub)]
            cells += [Cell(1, "test", first, "test-one"), Cell(2, "test", second, "test-two")]
            result = regrading.OneTest(pool, "test-two").grade(cells)
            passed.append([one.passed for one in result.cells])
            assert all("NameError" not in one["ename"] for one in result.cells[2].outputs)
    assert passed == [[None, None, True], [None, None, False], [None, None, False]]


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (SandboxError("the sandbox could not be set up"), command.INCOMPLETE, "the sandbox could not be set up"),
        (KeyboardInterrupt(), command.INCOMPLETE, "Stopped."),
    ],
)
def test_what_stops_it_is_a_sentence(course, monkeypatch, capsys, error, code, words):
    def stop(*arguments):
        raise error

    monkeypatch.setattr(PlainPool, "grade", stop)
    assert regrade() == code
    assert words in capsys.readouterr().err


def test_a_gradebook_that_is_locked(course, monkeypatch, capsys):
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(PATIENCE)
    before = scores(course)
    with contextlib.closing(sqlite3.connect(course / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert regrade() == command.NOTHING_DONE
        assert "The gradebook cannot be used: database is locked" in capsys.readouterr().err
        other.execute("ROLLBACK")
        monkeypatch.setattr(recording.time, "sleep", lambda seconds: None)
        other.execute("BEGIN IMMEDIATE")
        assert regrade("--student", "bob") == command.INCOMPLETE
    assert "bob: not graded again, OperationalError: (sqlite3.OperationalError) database is locked\n" in (
        capsys.readouterr().out
    )
    assert difference(before, scores(course)) == {}


@pytest.mark.parametrize("jobs", ["0", "-1", "many"])
def test_a_number_of_jobs_that_is_none(jobs, capsys):
    with pytest.raises(SystemExit) as ended:
        regrading.main([ASSIGNMENT, "--cell", CELL, "--jobs", jobs])
    assert ended.value.code == command.NOTHING_DONE
    assert "argument --jobs" in capsys.readouterr().err


@pytest.mark.long
def test_the_commands_as_an_instructor_types_them(tmp_path):
    """With the real worker and its sandbox, from the release to the list of what changed."""
    copy = CourseCopy(tmp_path)
    copy.run("nbgrader", "generate_assignment", ASSIGNMENT)
    copy.submit("ada", ASSIGNMENT, answer("receivers", "right_by_sets"))
    copy.submit("bob", ASSIGNMENT, answer("receivers", "wrong_unsorted"))
    copy.run(sys.executable, "-m", "grading", "autograde", ASSIGNMENT)
    before = scores(tmp_path)
    mend(tmp_path)
    copy.run("nbgrader", "generate_assignment", ASSIGNMENT, "--force")
    done = copy.run(sys.executable, "-m", "grading", "regrade", ASSIGNMENT, "--cell", CELL)
    assert done.stdout.splitlines()[1].split() == ["bob", "0", "2"]
    assert difference(before, scores(tmp_path)) == {("bob", CELL): ((0.0, None, None, False), (2.0, None, None, False))}
