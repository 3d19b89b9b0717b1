"""What the warm process has ready: minigrad where a notebook has to do with it, the state of `random` in every test."""

import random

import pytest

from grading.sandbox import find_protection
from grading.worker import Cell, Limits, Pool

from .cells import a_test

LOOK = "print([name for name in sys.modules if name.split('.')[0] in ('mini' + 'grad', 'grading')])"
NUMPY = [
    Cell(0, "given", "import sys\nimport numpy as np"),
    Cell(1, "answer", f"{LOOK}\ndef f():\n    return np.ones(3)", "f"),
    a_test(2, "assert f().sum() == 3", "test-f"),
]
LIE = "minigrad.Tensor.sum = lambda self: 6\nminigrad.stack = None\ndef g():\n    return 6"


def with_minigrad(imports):
    return [
        Cell(0, "given", imports),
        Cell(1, "answer", f"import minigrad\n{LIE}", "g"),
        a_test(2, "assert minigrad.tensor([2.0, 3.0]).sum().item() == 5\nassert g() == 6", "test-g"),
    ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_minigrad_is_there_and_protected_where_it_is_needed(jobs):
    changed = {"minigrad.stack had been changed", "minigrad._tensor.Tensor.sum had been changed"}
    with Pool(jobs, Limits(), find_protection()) as pool:
        for _ in range(jobs + 1):
            without = pool.grade(NUMPY)
            assert without.cells[1].outputs[0]["text"] == "[]\n"
            assert (without.cells[2].passed, without.flags) == (True, [])
        for _ in range(jobs + 1):
            result = pool.grade(with_minigrad("import minigrad"))
            assert result.cells[2].passed, result.cells[2].outputs
            assert changed <= {flag.evidence for flag in result.flags}
        assert pool.grade(NUMPY).cells[2].passed


def test_minigrad_is_protected_where_a_file_beside_the_notebook_imports_it(tmp_path):
    files = tmp_path / "files"
    files.mkdir()
    (files / "helper.py").write_text("import minigrad\nfrom minigrad import draw\n")
    cells = with_minigrad("from helper import minigrad, draw")
    with Pool(1, Limits(), find_protection()) as pool:
        files.chmod(0o755)
        tmp_path.chmod(0o755)
        result = pool.grade(cells, files)
    assert result.cells[2].passed, result.cells[2].outputs
    assert "minigrad.stack had been changed" in {flag.evidence for flag in result.flags}


def test_random_numbers_go_on_in_a_test_as_in_one_process():
    numbers = random.Random(3)
    first, second = numbers.random(), numbers.random()
    cells = [
        Cell(0, "given", "import random\nrandom.seed(3)"),
        Cell(1, "answer", "def roll():\n    return random.random()", "f"),
        a_test(2, f"### BEGIN HIDDEN TESTS\nassert roll() == {first}\n### END HIDDEN TESTS", "test-f"),
        a_test(3, f"assert roll() == {first}", "test-g"),
        a_test(4, f"assert roll() == {second}", "test-h"),
    ]
    with Pool(1, Limits(), find_protection()) as pool:
        result = pool.grade(cells)
    assert [cell.passed for cell in result.cells[2:]] == [True, True, True]
