"""Killed at any point of the record of a submission, the next run makes the gradebook and the folders whole."""

import multiprocessing
import os

import pytest

from grading.__main__ import main
from grading.autograding import folders, recording
from grading.autograding.course import Course
from grading.autograding.gradebook import OneTransaction, SaveVerdicts

from .conftest import ASSIGNMENT, enter_copy, half
from .gradebooks import files, rows

STEPS = [
    (folders.Workshop, "new"),
    (folders.Workshop, "taken_away"),
    (OneTransaction, "update_or_create_submission"),
    (OneTransaction, "load"),
    (SaveVerdicts, "_add_score"),
    (SaveVerdicts, "_add_comment"),
    (recording, "record_of"),
    (folders.Workshop, "put"),
    (folders.os, "rename"),
    (folders, "_to_disk"),
]


def autograde_until(step, calls, options):
    """Run the command, and end the process as a power cut does at the given call of the step."""
    place, name = step
    real, left = getattr(place, name), [calls]

    def dies(*arguments, **keywords):
        left[0] -= 1
        if not left[0]:
            os._exit(9)
        return real(*arguments, **keywords)

    setattr(place, name, dies)
    os._exit(main(["autograde", ASSIGNMENT, "--jobs", "1", *options]))


def killed(step, calls, *options):
    child = multiprocessing.get_context("fork").Process(target=autograde_until, args=(step, calls, options))
    child.start()
    child.join(60)
    return child.exitcode


def graded_copy(course):
    """Return what is in the gradebook and in the graded folders, but for the seconds in grading.json."""
    return rows(course.folder), {
        name: content for name, content in files(course.folder / "autograded").items() if not name.endswith(".json")
    }


def hand_in(course):
    for number, name in enumerate(["ada", "bob", "eve"]):
        course.submit(name, ASSIGNMENT, half(number))


@pytest.fixture
def handed_in(course):
    hand_in(course)
    return course


@pytest.fixture(scope="module")
def whole(released, tmp_path_factory):
    """Return what an undisturbed run makes."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        course = enter_copy(released, tmp_path_factory.mktemp("whole"), monkeypatch)
        hand_in(course)
        assert main(["autograde", ASSIGNMENT, "--quiet"]) == 0
        found = graded_copy(course)
    assert len(found[1]) == 3
    return found


@pytest.mark.parametrize("step", [(OneTransaction, "load"), (folders.Workshop, "put")], ids=lambda step: step[1])
def test_a_first_run(handed_in, whole, step):
    assert killed(step, 3) == 9
    assert main(["autograde", ASSIGNMENT]) == 0
    assert graded_copy(handed_in) == whole


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[1])
def test_a_run_that_replaces_scores(handed_in, whole, step):
    """After a forced run that was killed, a plain one suffices: no old folder stands beside new scores."""
    wrong = handed_in.folder / "submitted" / "bob" / ASSIGNMENT / "requires_grad.ipynb"
    right = wrong.read_bytes()
    wrong.write_bytes((handed_in.folder / "exercises" / ASSIGNMENT / "requires_grad.ipynb").read_bytes())
    assert main(["autograde", ASSIGNMENT]) == 0
    assert graded_copy(handed_in) != whole
    wrong.write_bytes(right)
    assert killed(step, 3, "--force") == 9
    assert main(["autograde", ASSIGNMENT]) == 0
    assert graded_copy(handed_in) == whole


def test_two_runs_at_a_time_are_refused(handed_in, capsys):
    context = multiprocessing.get_context("fork")
    ready, done = context.Event(), context.Event()

    def holds():
        with Course(ASSIGNMENT) as course, folders.Workshop(course.directory):
            ready.set()
            done.wait(60)

    child = context.Process(target=holds)
    child.start()
    try:
        assert ready.wait(60)
        assert main(["autograde", ASSIGNMENT]) == 2
        with Course("another_assignment") as another, folders.Workshop(another.directory) as workshop:
            assert workshop.new().is_dir()  # it has a place of its own
    finally:
        done.set()
        child.join(60)
    assert "Another process is grading this assignment" in capsys.readouterr().err
    assert main(["autograde", ASSIGNMENT]) == 0
