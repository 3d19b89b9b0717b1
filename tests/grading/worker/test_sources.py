"""What a student has written is read before it is run: no source is too long, or nested too deep, for the grader."""

import pytest

from grading.sandbox import find_protection
from grading.worker import Cell, Limits, Pool
from grading.worker.names import bound_at_top, is_opaque, names_of

SILENT = "# YOUR CODE HERE\n"


def total(terms):
    return "x = " + " + ".join(["1"] * terms)


SOURCES = {
    "a long sum": total(2_500),
    "a longer sum": total(50_000),
    "open brackets": "(" * 100_000,
    "brackets": "x = " + "[" * 5_000 + "]" * 5_000,
    "attributes": "x = a" + ".b" * 50_000,
    "f-strings": "x = f'{1:" + "{1:" * 500 + "}" * 500 + "}'",
    "branches": "if 1:\n    pass\n" + "elif 1:\n    pass\n" * 3_000,
    "blocks": "".join(" " * level + "if 1:\n" for level in range(200)) + " " * 200 + "pass",
    "a zero byte": "x = 1\0",
    "half a letter": "x = '\ud800'",
    "magics without end": "!" * 40_000,
}


@pytest.fixture(scope="module")
def pool():
    with Pool(1, Limits(cell_seconds=8, notebook_seconds=60), find_protection()) as made:
        yield made


def notebook(*sources):
    cells = [Cell(number, "answer", source, f"x{number}", SILENT) for number, source in enumerate(sources)]
    number = len(cells)
    cells += [
        Cell(number, "test", "assert x == 0", "test-x"),
        Cell(number + 1, "answer", "def g():\n    return 2", "g", "def g():\n    pass"),
        Cell(number + 2, "test", "assert g() == 2", "test-g"),
    ]
    return cells


@pytest.mark.parametrize("name", SOURCES)
def test_costs_the_exercise_at_most(pool, name):
    result = pool.grade(notebook(SOURCES[name]))
    assert [cell.passed for cell in result.cells] == [None, False, None, True]
    assert (result.flags, result.ended) == ([], "completed")


def test_what_only_a_student_s_process_can_read_is_taken_away_too(pool):
    """The test is that of an exercise: nothing that it asks for may be there without the answer."""
    deep = f"import sys\nsys.setrecursionlimit(20_000)\n{SILENT}", f"{total(5_000)} - 5_000\n"
    result = pool.grade(notebook(*deep))
    assert is_opaque(deep[1])
    assert [cell.passed for cell in result.cells] == [None, None, True, None, True]
    assert result.flags == []


def test_names_in_a_long_sum_are_found():
    source = f"{total(2_500)} + (y := z)"
    assert bound_at_top(source) == {"x", "y"}
    assert names_of(source) == ({"x", "y"}, {"z"})


def test_many_magics_are_not_looked_for():
    """IPython goes through all of a cell again for each of them, and the grader would wait."""
    assert not is_opaque("%time x = 1\n!ls\n" * 20)
    assert is_opaque("!ls\n" * 12_000)
