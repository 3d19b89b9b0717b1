"""Honest work earns what it is worth, whatever the habits, and the same as with stock nbgrader."""

import pytest

from . import honest
from .batch import Batch

IN_CI = ("01_requires_grad",)
ASSIGNMENTS = [
    pytest.param(name, marks=pytest.mark.long if name in IN_CI else pytest.mark.corpus) for name in honest.ASSIGNMENTS
]


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def graded(request, tmp_path_factory):
    batch = Batch(tmp_path_factory.mktemp("honest") / "course", request.param, honest.cases(request.param))
    batch.grade()
    return batch


def test_every_cell_has_the_score_that_it_is_worth(graded):
    unfair = {case.name: graded.unfair_to(case) for case in graded.cases}
    assert {name: words for name, words in unfair.items() if words} == {}


def test_nothing_else_has_changed(graded):
    assert graded.unfair_to_others() == []


def test_the_command_says_that_all_were_graded(graded):
    assert graded.code == 0, graded.output


PLAIN = ("right", "half", "untouched", "mistaken")


@pytest.mark.corpus
@pytest.mark.parametrize("assignment", honest.ASSIGNMENTS)
def test_scores_are_those_of_stock_nbgrader(assignment, tmp_path):
    cases = [case for case in honest.cases(assignment) if case.name in PLAIN]
    found = []
    for grader in ("python -m grading autograde", "nbgrader autograde"):
        batch = Batch(tmp_path / grader.split()[0], assignment, cases)
        batch.grade(grader)
        found.append({student: (graded.scores, graded.max_score) for student, graded in batch.gradebook.items()})
    ours, stock = found
    assert set(stock) >= set(PLAIN)
    assert ours == stock
