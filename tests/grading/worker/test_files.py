"""Answers that write and read files, and what of a test's verdict does not hang on a name."""

import pytest

from grading.sandbox import find_protection
from grading.worker import Cell, Limits, Pool

from .cells import a_test

GIVEN = "import copy, datetime, os, time\nimport numpy as np\ndef read(path):\n    return open(path).read()\n"
STUB = "def f():\n    # YOUR CODE HERE\n    raise NotImplementedError()"
WRITE = "with open('sum.txt', 'w') as file:\n    file.write('6')\n"
READ = "assert abs(float(open('sum.txt').read()) - np.sum([1, 2, 3])) < 1e-9"
RIGHT = "def f():\n    return 3\n"


@pytest.fixture(scope="module")
def pool():
    with Pool(1, Limits(cell_seconds=15), find_protection()) as made:
        yield made


def graded(pool, *sources, stub="# YOUR CODE HERE"):
    """Grade cells of the student's and, where there is `assert`, tests; return ([verdicts], flags)."""
    cells = [Cell(0, "given", GIVEN)]
    for index, source in enumerate(sources, 1):
        if "assert" in source or "score" in source:
            cells.append(a_test(index, source, f"test-{index}"))
        else:
            cells.append(Cell(index, "answer", source, f"answer-{index}", stub))
    result = pool.grade(cells)
    return [one.passed for one in result.cells if one.passed is not None], result.flags


@pytest.mark.parametrize(
    "line",
    ["", "import numpy as np", "from codecs import open", "def abs(value):\n    return value", "np = 3", "sum = float"],
)
def test_a_file_that_an_answer_writes_is_read_by_the_test(pool, line):
    """Whatever it binds: a test takes given names, and Python's own, from nobody else."""
    assert graded(pool, f"{line}\n{WRITE}", READ) == ([True], [])


def test_a_file_that_is_wrong_fails(pool):
    assert graded(pool, f"import numpy as np\n{WRITE.replace('6', '7')}", READ) == ([False], [])


def test_a_folder_that_is_left_is_found_again(pool):
    assert graded(pool, "%cd -q ..\n%cd -q -\n" + WRITE, READ) == ([True], [])


def test_many_files_leave_room_for_others(pool):
    many = (
        "try:\n    for k in range(200_000): open(f'{k}', 'w').close()\nexcept OSError as error: print(error)\n"
        "big = True\n"
    )
    verdicts, flags = graded(pool, many, WRITE, READ, "assert big")
    assert verdicts == [True, not find_protection().safe]  # without a sandbox there is the disk's own room
    assert not flags


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("refused", "open('/proc/self/environ')"),
        ("looked", "__import__('sqlite3').connect('file:../../gradebook.db?mode=ro', uri=True)"),
    ],
)
def test_looking_for_what_is_the_graders_is_told(pool, kind, code):
    _, flags = graded(pool, f"try:\n    {code}\nexcept Exception: pass")
    assert [flag.kind for flag in flags] == [kind]


PARTS = "try:\n    score = 2 if f() == 3 else 1\nexcept NotImplementedError:\n    score = 0\nscore"


@pytest.mark.parametrize("answer", [RIGHT, RIGHT.replace("3", "4"), STUB], ids=["right", "half", "untouched"])
def test_a_test_that_gives_points_may_give_none_without_an_answer(pool, answer):
    assert graded(pool, answer, PARTS, stub=STUB) == ([True], [])


def test_a_test_that_gives_as_many_points_without_the_answer_is_told(pool):
    verdicts, flags = graded(pool, RIGHT, PARTS.replace("score = 0", "score = 2"), stub=STUB)
    assert (verdicts, [flag.kind for flag in flags]) == ([False], ["tripwire"])


@pytest.mark.parametrize(
    "line",
    ["from datetime import datetime", "from time import time", "from numpy import copy", "read = [1]", "import time"],
)
def test_names_of_given_cells_that_are_bound_by_the_way_cost_nothing(pool, line):
    test = "assert f() == 3 and datetime.datetime(2020, 1, 1).year == 2020 and copy.copy([1]) == [1] and time.time()"
    assert graded(pool, f"{line}\n{RIGHT}", f"{test}\nassert callable(read)", stub=STUB) == ([True], [])


@pytest.mark.parametrize(
    "lines",
    ["def read(path):\n    return '3'", "class time:\n    time = staticmethod(lambda: 3)", "read = [1].append"],
)
def test_what_stands_in_for_a_given_name_is_told(pool, lines):
    verdicts, flags = graded(
        pool, f"{lines}\n{RIGHT}", "assert f() == 3 and time.time() > 5 and callable(read)", stub=STUB
    )
    assert (verdicts, [flag.kind for flag in flags]) == ([True], ["rebound"])
