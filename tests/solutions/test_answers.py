"""Right answers earn all points, each misconception is met by its message, and an untouched notebook earns nothing.

`pytest -rP tests/solutions -k table` prints who earns what.
"""

import functools
import importlib.util

import pytest

from tests import notebooks

from .answers import all_answers, graded_by, run

ANSWERS = all_answers()
BACKENDS = ["minigrad", *(["torch"] if importlib.util.find_spec("torch") else [])]
SOLUTIONS = {path.parent.name: notebooks.read(path) for path in notebooks.solutions()}
RELEASED = {path.parent.name: notebooks.read(path) for path in sorted(notebooks.ROOT.glob("exercises/*/*.ipynb"))}


@functools.cache
def outcomes_of(answer, backend):
    """Return (outcomes of the exercise's own tests, outcomes of all other tests of the notebook)."""
    notebook = SOLUTIONS[answer.assignment]
    outcomes = run(notebook, {answer.cell: answer.code}, backend)
    tests = graded_by(notebook, answer.cell)
    own = [outcomes[test] for test in tests]
    return own, [outcome for test, outcome in outcomes.items() if test not in tests]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_answer(answer, backend):
    own, others = outcomes_of(answer, backend)
    messages = [outcome.message for outcome in own if outcome.message]
    assert all(outcome.earned == outcome.points for outcome in others)
    if answer.right:
        assert messages == []
    else:
        assert answer.header("misconception") in messages[0]
        assert all(message.startswith("AssertionError") for message in messages)
        assert "section" in messages[0] or "the task" in messages[0]  # where to look
        assert sum(outcome.earned for outcome in own) == float(answer.header("points"))


EXERCISES = [
    (assignment, cell.id)
    for assignment, notebook in SOLUTIONS.items()
    for cell in notebook.cells
    if cell.metadata.get("nbgrader", {}).get("solution")
]


@pytest.mark.parametrize(("assignment", "cell"), EXERCISES)
def test_every_exercise_has_its_answers(assignment, cell):
    mine = [answer for answer in ANSWERS if (answer.assignment, answer.cell) == (assignment, cell)]
    wrong = [answer for answer in mine if not answer.right]
    assert len(mine) - len(wrong) >= 2
    assert len(wrong) >= 3


@pytest.mark.parametrize(("assignment", "cell"), EXERCISES)
def test_table_of_answers(assignment, cell):
    earned = {"right": [], "wrong": []}
    points = set()
    for answer in ANSWERS:
        if (answer.assignment, answer.cell) == (assignment, cell):
            own, _ = outcomes_of(answer, "minigrad")
            points.add(sum(outcome.points for outcome in own))
            earned["right" if answer.right else "wrong"].append(sum(outcome.earned for outcome in own))
    (full,) = points
    print(f"| {assignment} | {cell} | {full} | {len(earned['right'])} | {len(earned['wrong'])} earn", end=" ")
    print(", ".join(f"{earned['wrong'].count(sum_)} x {sum_:g}" for sum_ in sorted(set(earned["wrong"]))), "|")
    assert set(earned["right"]) == {full}
    assert max(earned["wrong"]) < full


def test_every_answer_belongs_to_an_exercise():
    assert {(answer.assignment, answer.cell) for answer in ANSWERS} <= set(EXERCISES)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("assignment", SOLUTIONS)
def test_the_solution_earns_all_points(assignment, backend):
    outcomes = run(SOLUTIONS[assignment], backend=backend)
    assert [outcome.message for outcome in outcomes.values() if outcome.message] == []


@pytest.mark.parametrize("assignment", SOLUTIONS)
def test_the_untouched_release_earns_nothing_and_says_so(assignment):
    outcomes = run(RELEASED[assignment])
    assert sum(outcome.earned for outcome in outcomes.values()) == 0
    assert all("NotImplementedError: not solved yet" in outcome.message for outcome in outcomes.values())


@pytest.mark.parametrize("assignment", SOLUTIONS)
def test_the_points_of_a_notebook_are_ten(assignment):
    grading = [cell.metadata.get("nbgrader", {}) for cell in SOLUTIONS[assignment].cells]
    assert sum(cell["points"] for cell in grading if cell.get("grade")) == 10
