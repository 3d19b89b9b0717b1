"""Killed at a random moment and run again, with the students' code in its sandbox: nothing is lost or doubled."""

import random

import pytest

from .gradebooks import graded_files, rows
from .killing import runs
from .small_course import ASSIGNMENT, copied, hand_in_all, make

RUNS, IN_CI = 50, 15
ARGUMENTS = (ASSIGNMENT, "--jobs", "2")
TO_THE_END = (ARGUMENTS, None)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Return a course with submissions, what a run makes of it, and how many seconds the run takes."""
    folder = tmp_path_factory.mktemp("undisturbed")
    before = make(folder / "before")
    hand_in_all(before)
    seconds = []
    for name in ("first", "second"):  # the first one starts the process that the runs are forked from
        after = copied(before, folder / name)
        (ran,) = runs(after, TO_THE_END)
        assert (ran.code, ran.left) == (0, 0), ran.said
        seconds.append(ran.seconds)
    assert {key[0]: row[0] for key, row in rows(after).items() if len(key) == 2} == dict(ada=0, bob=4, eve=2, kay=2)
    return before, (rows(after), graded_files(after)), seconds[-1]


@pytest.mark.parametrize(
    "number", [pytest.param(k, marks=pytest.mark.long if k < IN_CI else pytest.mark.corpus) for k in range(RUNS)]
)
def test_a_run_that_is_killed_and_resumed(undisturbed, tmp_path, number):
    before, expected, seconds = undisturbed
    course = copied(before, tmp_path / "course")
    moments = random.Random(number)
    kills = 2 if number % 5 == 0 else 1  # some of them twice in a row
    *killed, resumed = runs(course, *[(ARGUMENTS, moments.uniform(0, 1) * seconds) for _ in range(kills)], TO_THE_END)
    assert all(ran.code in (-9, 0) and ran.left == 0 for ran in killed), killed
    assert (resumed.code, resumed.left) == (0, 0), resumed.said
    assert (rows(course), graded_files(course)) == expected
    unfinished = course / "autograded" / ".unfinished"
    assert [path.name for path in unfinished.rglob("*") if path.is_file()] == ["lock"]
