"""A gradebook that others hold or change meanwhile, and a disk without room: it waits, or says so and goes on later."""

import contextlib
import io
import multiprocessing
import os
import shutil
import sqlite3

import pytest
from nbgrader.api import Gradebook, MissingEntry

from grading.__main__ import main
from grading.autograding import recording
from grading.autograding.gradebook import OneTransaction
from grading.autograding.running import FULL
from grading.sandbox import kernel

from .conftest import ASSIGNMENT, half
from .gradebooks import rows, scores

PATIENCE = "c.CourseDirectory.db_url = 'sqlite:///gradebook.db?timeout=0.01'\n"


@pytest.fixture
def handed_in(course):
    for number, name in enumerate(["ada", "bob", "eve"]):
        course.submit(name, ASSIGNMENT, half(number))
    return course


@contextlib.contextmanager
def held(course, how):
    """Hold a lock of the gradebook; the context is the connection that does."""
    with open(course.folder / "nbgrader_config.py", "a") as file:
        file.write(PATIENCE)
    with contextlib.closing(sqlite3.connect(course.folder / "gradebook.db", isolation_level=None)) as other:
        other.execute(f"BEGIN {how}")
        yield other


def test_it_waits_while_others_write(handed_in, monkeypatch):
    waited = []
    with held(handed_in, "IMMEDIATE") as other:

        def wait(seconds):
            waited.append(seconds)
            if len(waited) == 3:
                other.execute("ROLLBACK")

        monkeypatch.setattr(recording.time, "sleep", wait)
        assert main(["autograde", ASSIGNMENT]) == 0
    assert len(waited) == 3
    assert waited == sorted(waited)
    assert scores(handed_in.folder, ASSIGNMENT) == dict(ada=5, bob=5, eve=5)


def test_a_gradebook_that_stays_locked(handed_in, capsys, monkeypatch):
    monkeypatch.setattr(recording.time, "sleep", lambda seconds: None)
    with held(handed_in, "IMMEDIATE"):
        assert main(["autograde", ASSIGNMENT]) == 1
    assert "3 failed" in capsys.readouterr().err
    with held(handed_in, "EXCLUSIVE"):
        assert main(["autograde", ASSIGNMENT]) == 2
    assert "The gradebook cannot be used: database is locked" in capsys.readouterr().err
    assert main(["autograde", ASSIGNMENT]) == 0
    assert scores(handed_in.folder, ASSIGNMENT) == dict(ada=5, bob=5, eve=5)


def test_a_student_whom_another_command_enters_at_the_same_time(handed_in, monkeypatch):
    find, entered = OneTransaction.find_student, []

    def find_too_early(self, student):
        if student in entered:
            return find(self, student)
        with Gradebook(f"sqlite:///{handed_in.folder / 'gradebook.db'}") as other:
            other.add_student(student)
        entered.append(student)
        raise MissingEntry

    monkeypatch.setattr(OneTransaction, "find_student", find_too_early)
    assert main(["autograde", ASSIGNMENT]) == 0
    assert scores(handed_in.folder, ASSIGNMENT) == dict(ada=5, bob=5, eve=5)


@contextlib.contextmanager
def little_room(folder, left):
    """Put a file system of its own in place of a folder, which has so many bytes left for as long as the context."""
    kept = folder.with_name(f"{folder.name}-kept")
    folder.rename(kept)
    folder.mkdir()
    root = os.geteuid() == 0
    kernel.unshare(kernel.NEW_MOUNTS | (0 if root else kernel.NEW_USER))
    kernel.mount("none", "/", None, kernel.RECURSIVE | kernel.PRIVATE)
    kernel.mount("tmpfs", str(folder), "tmpfs", options="size=8m")
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    filler = folder / "filler"
    with open(filler, "wb") as file:
        free = shutil.disk_usage(folder).free
        file.write(bytes(free - left))
    yield
    filler.unlink()


def grade_with_little_room(sender, place, left, gradebook):
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        with little_room(place, left):
            first = main(["autograde", ASSIGNMENT, "--jobs", "1"])
        second = main(["autograde", ASSIGNMENT, "--jobs", "1"])
    sender.send((first, second, rows(gradebook), said.getvalue()))


@pytest.mark.parametrize(("place", "left"), [("autograded", 48 << 10), ("records", 0)])
def test_a_full_disk(handed_in, place, left):
    """There is room for the folder of one of the three, or for no change to the gradebook."""
    folder, gradebook = handed_in.folder / place, handed_in.folder
    folder.mkdir()
    if place == "records":
        gradebook = folder
        shutil.move(handed_in.folder / "gradebook.db", folder)
        with open(handed_in.folder / "nbgrader_config.py", "a") as file:
            file.write("c.CourseDirectory.db_url = 'sqlite:///records/gradebook.db'\n")
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    # a process of its own: nobody can leave a mount namespace
    child = context.Process(target=grade_with_little_room, args=(sender, folder, left, gradebook))
    child.start()
    sender.close()
    first, second, found, said = receiver.recv()
    child.join()
    assert (first, second) == (1, 0)
    assert FULL in said
    assert {key[0]: row[0] for key, row in found.items() if len(key) == 2} == dict(ada=5, bob=5, eve=5)
