"""Right answers earn all points, each misconception is met by its message, and an untouched notebook earns nothing."""

import importlib.util

import pytest

from tests import notebooks

from .answers import all_answers, graded_by, run

ANSWERS = all_answers()
BACKENDS = ["minigrad", *(["torch"] if importlib.util.find_spec("torch") else [])]
SOLUTIONS = {path.parent.name: notebooks.read(path) for path in notebooks.solutions()}
RELEASED = {path.parent.name: notebooks.read(path) for path in sorted(notebooks.ROOT.glob("exercises/*/*.ipynb"))}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_answer(answer, backend):
    notebook = SOLUTIONS[answer.assignment]
    outcomes = run(notebook, {answer.cell: answer.code}, backend)
    tests = graded_by(notebook, answer.cell)
    own = [outcomes[test] for test in tests]
    messages = [outcome.message for outcome in own if outcome.message]
    others = [outcome for test, outcome in outcomes.items() if test not in tests]
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


def test_the_points_of_exercise_01_are_ten():
    outcomes = run(SOLUTIONS["01_requires_grad"])
    assert sum(outcome.points for outcome in outcomes.values()) == 10
