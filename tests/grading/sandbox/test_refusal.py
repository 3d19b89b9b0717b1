"""Where no sandbox holds, nothing is run, and the instructor reads why and what to do; with --unsafe it runs."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grading.sandbox import advice, kernel, syscalls
from grading.sandbox.view import COURSE
from tests.grading.course_copy import CourseCopy
from tests.solutions.answers import first_answers

ASSIGNMENT = "01_requires_grad"


def no_new_namespaces():
    """What Docker's own filter of system calls denies, and some more."""
    kernel._checked(kernel._prctl(kernel._NO_NEW_PRIVS, 1), "prctl")
    syscalls.filter_calls()


def no_user_namespaces():
    """As with `sysctl user.max_user_namespaces=0`, for this process and its children."""
    kernel.unshare(kernel.NEW_USER)
    with open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")


def run(*command, folder=COURSE, before=None):
    environment = os.environ | {"PYTHONPATH": str(COURSE)}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        preexec_fn=before,
        capture_output=True,
        text=True,
        timeout=300,
    )


ASK = """
import sys
from grading.autograding.command import parser, protection
protection(parser().parse_args(sys.argv[1:]).unsafe)
"""


@pytest.mark.parametrize("before", [no_new_namespaces, no_user_namespaces])
def test_it_refuses_and_says_why_and_what_to_do(before):
    done = run("-c", ASK, ASSIGNMENT, before=before)
    assert done.returncode != 0
    assert "No sandbox holds here. Linux namespaces: " in done.stderr and " unshare: " in done.stderr
    assert "bubblewrap: " in done.stderr
    assert "grading/container/README.md" in done.stderr
    assert "Nothing was run" in done.stderr and "--unsafe" in done.stderr


@pytest.mark.long
def test_unsafe_grades_and_says_so_first(tmp_path):
    course = CourseCopy(tmp_path / "course")
    course.run("nbgrader", "generate_assignment", ASSIGNMENT)
    course.submit("ada", ASSIGNMENT, {cell: answer.code for cell, answer in first_answers(ASSIGNMENT).items()})
    grade = ["-m", "grading", "autograde", ASSIGNMENT]
    refused = run(*grade, folder=course.folder, before=no_new_namespaces)
    assert refused.returncode == 2 and refused.stderr.startswith("No sandbox holds here.")
    assert not (course.folder / "autograded" / "ada").exists()
    done = run(*grade, "--unsafe", "--quiet", folder=course.folder, before=no_new_namespaces)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("No sandbox holds here.")
    course.run("nbgrader", "export")
    (row,) = csv.DictReader((course.folder / "grades.csv").read_text().splitlines())
    assert float(row["score"]) == float(row["max_score"]) > 0


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """A function that lays out the system's settings."""
    monkeypatch.delenv("container", raising=False)
    monkeypatch.setattr(advice, "_CONTAINER_FILES", (str(tmp_path / "in-a-container"),))

    def lay_out(values):
        for name, value in values.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(value + "\n")
        return tmp_path

    return lay_out


@pytest.mark.parametrize(
    "name, closed, opened",
    [
        ("user/max_user_namespaces", "0", "15000"),
        ("kernel/unprivileged_userns_clone", "0", "1"),
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "0"),
    ],
)
def test_the_setting_that_is_in_the_way_is_named(settings, name, closed, opened):
    assert f"sudo sysctl -w {name.replace('/', '.')}={opened}" in advice.what_to_do(settings({name: closed}))
    assert advice.what_to_do(settings({name: opened})) == advice.CONTAINER


def test_in_a_container_its_options_are_named(settings):
    folder = settings({"user/max_user_namespaces": "0"})
    (folder / "in-a-container").touch()
    words = advice.what_to_do(folder)
    assert "--security-opt seccomp=unconfined --security-opt systempaths=unconfined" in words
    assert "on the computer that runs it, sudo sysctl -w user.max_user_namespaces" in words
