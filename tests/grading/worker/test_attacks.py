"""No attack earns the points, costs others, or goes unseen. See attacks.py."""

import json

import pytest

from grading.sandbox import find_protection
from grading.worker import Cell, Limits, Pool

from .attacks import ATTACKS, GIVEN, SECOND, SECOND_TEST, TEST
from .cells import a_test

QUICK = ("nothing", "patched builtins", "shadowed names", "equals everything", "patches when called", "hard exit")


@pytest.fixture(scope="module")
def pool():
    with Pool(1, Limits(cell_seconds=4, notebook_seconds=60), find_protection()) as made:
        yield made


def notebook(answer):
    return [
        Cell(0, "given", GIVEN),
        Cell(1, "answer", answer, "f"),
        a_test(2, TEST, "test-f"),
        Cell(3, "answer", SECOND, "g"),
        a_test(4, SECOND_TEST, "test-g"),
    ]


def test_the_right_answer_passes(pool):
    result = pool.grade(notebook("def f(x):\n    return 2 * x + 1"))
    assert [cell.passed for cell in result.cells] == [None, None, True, None, True]
    assert (result.flags, result.ended) == ([], "completed")


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in ATTACKS]
)
def test_attack(pool, name):
    answer, flagged = ATTACKS[name]
    result = pool.grade(notebook(answer))
    assert result.cells[2].passed is False
    assert result.cells[4].passed is True
    shown = json.dumps([cell.outputs for cell in result.cells[:2]])
    assert "secret_number" not in shown
    assert "secret_number" not in json.dumps([one for one in result.cells[2].outputs if one["output_type"] == "stream"])
    assert len(shown) < 300_000
    if flagged:
        assert result.flags
