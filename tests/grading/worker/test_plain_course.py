"""The tests of a course that knows nothing of minigrad can be neither talked into passing nor read."""

import json

import pytest

from grading.sandbox import find_protection
from grading.worker import Cell, Limits, Pool

from .cells import a_test
from .plain_changes import CHANGES
from .plain_course import GIVEN, HABITS, RIGHT, STUBS, TESTS
from .plain_lies import LIES, REACHING

ATTACKS = CHANGES | LIES | REACHING
QUICK = (
    "globals builtins in call",
    "lambda globals",
    "the grader's snapshot patched",
    "shows the source by its message",
)


@pytest.fixture(scope="module")
def pool():
    with Pool(1, Limits(cell_seconds=8, notebook_seconds=90), find_protection()) as made:
        yield made


def graded(pool, answers, extra=None):
    """Return the cells of a notebook and what grading it has given."""
    cells = [Cell(0, "given", GIVEN)]
    if extra:
        cells.append(Cell(1, "extra", extra))
    for name, stub in STUBS.items():
        cells.append(Cell(len(cells), "answer", answers.get(name, RIGHT[name]), name, stub))
        cells.append(a_test(len(cells), TESTS[name], f"test-{name}"))
    return cells, pool.grade(cells)


def verdicts(cells, result):
    return {cell.grade_id: result.cells[cell.index].passed for cell in cells if cell.kind == "test"}


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in ATTACKS]
)
def test_attack(pool, name):
    answers, flagged = ATTACKS[name]
    cells, result = graded(pool, answers)
    assert verdicts(cells, result) == {f"test-{exercise}": exercise not in answers for exercise in STUBS}
    for cell, got in zip(cells, result.cells, strict=True):
        shown = [one for one in got.outputs if cell.kind != "test" or one["output_type"] != "error"]
        assert "secret_number" not in json.dumps(shown)
    if flagged:
        assert result.flags


def test_the_untouched_notebook_earns_nothing(pool):
    cells, result = graded(pool, STUBS)
    assert not any(verdicts(cells, result).values())
    assert result.flags == []


@pytest.mark.parametrize(
    "name", [name if not k else pytest.param(name, marks=pytest.mark.long) for k, name in enumerate(HABITS)]
)
def test_honest_habits_cost_nothing(pool, name):
    cells, result = graded(pool, {}, HABITS[name])
    assert all(verdicts(cells, result).values())
    assert result.flags == []


VECTORS = """\
class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)
    def __eq__(self, other):
        return isinstance(other, Vector) and (self.x, self.y) == (other.x, other.y)
"""
ADD = "def add(a, b):\n    return a + b\n"
PATCH = "import vectors\nvectors.Vector.__eq__ = lambda *others: True\n"


@pytest.mark.parametrize(("before", "passed"), [("", True), (PATCH, False)], ids=["honest", "patched"])
def test_a_module_beside_the_notebook_is_the_instructors(tmp_path, before, passed):
    (tmp_path / "vectors.py").write_text(VECTORS)
    tmp_path.chmod(0o755)  # as the folders that grading makes: the sandbox reads it as nobody in particular
    answer = ADD if passed else before + ADD.replace("a + b", "a")
    cells = [
        Cell(0, "given", "from vectors import Vector"),
        Cell(1, "answer", answer, "add", "def add(a, b):\n    pass"),
        a_test(2, "assert add(Vector(1, 2), Vector(3, 4)) == Vector(4, 6)", "test-add"),
    ]
    with Pool(1, Limits(), find_protection()) as pool:
        result = pool.grade(cells, tmp_path)
    assert (result.cells[2].passed, bool(result.flags)) == (passed, not passed)
