"""Right answers earn all points, each misconception is met by its message, and an untouched notebook earns nothing.

`pytest -rP tests/solutions -k table` prints who earns what.
"""

import collections
import functools
import importlib.util

import pytest

from tests import notebooks

from .answers import all_answers, graded_by, run

ANSWERS = all_answers()
BACKENDS = ["minigrad", *(["torch"] if importlib.util.find_spec("torch") else [])]
SOLUTIONS = {f"{path.parent.name}/{path.stem}": notebooks.read(path) for path in notebooks.solutions()}
EXERCISES = [
    (name, cell.id)
    for name, notebook in SOLUTIONS.items()
    for cell in notebook.cells
    if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
]
NOTEBOOK_OF = {(name.split("/")[0], cell): name for name, cell in EXERCISES}
POINTS = collections.defaultdict(lambda: 10, {"12_clinic": 20, "13_capstone": 40})


def answers_to(name, cell):
    assignment, _ = name.split("/")
    return [answer for answer in ANSWERS if (answer.assignment, answer.cell) == (assignment, cell)]


def notebook_of(answer):
    return SOLUTIONS[NOTEBOOK_OF[answer.assignment, answer.cell]]


@functools.cache
def outcomes_of(answer, backend):
    """Return the outcomes of the exercise's own tests."""
    tests = graded_by(notebook_of(answer), answer.cell)
    outcomes = run(notebook_of(answer), answer.assignment, {answer.cell: answer.code}, backend, tests)
    return [outcomes[test] for test in tests]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_answer(answer, backend):
    outcomes = outcomes_of(answer, backend)
    messages = [outcome.message for outcome in outcomes if outcome.message]
    if answer.right:
        assert messages == []
    else:
        assert answer.header("misconception") in messages[0]
        assert all(message.startswith("AssertionError") for message in messages)
        assert "section" in messages[0] or "the task" in messages[0]  # where to look
        assert sum(outcome.earned for outcome in outcomes) == float(answer.header("points"))


@pytest.mark.long
@pytest.mark.parametrize(("name", "cell"), EXERCISES)
def test_a_wrong_answer_costs_nothing_in_other_exercises(name, cell):
    answer = next(answer for answer in answers_to(name, cell) if not answer.right)
    own = graded_by(SOLUTIONS[name], cell)
    outcomes = run(SOLUTIONS[name], answer.assignment, {cell: answer.code})
    others = [outcome for test, outcome in outcomes.items() if test not in own]
    assert [outcome.message for outcome in others if outcome.message] == []


@pytest.mark.parametrize(("name", "cell"), EXERCISES)
def test_every_exercise_has_its_answers(name, cell):
    mine = answers_to(name, cell)
    wrong = [answer for answer in mine if not answer.right]
    assert len(mine) - len(wrong) >= 2
    assert len(wrong) >= 3


@pytest.mark.parametrize(("name", "cell"), EXERCISES)
def test_table_of_answers(name, cell):
    earned = {"right": [], "wrong": []}
    points = set()
    for answer in answers_to(name, cell):
        outcomes = outcomes_of(answer, "minigrad")
        points.add(sum(outcome.points for outcome in outcomes))
        earned["right" if answer.right else "wrong"].append(sum(outcome.earned for outcome in outcomes))
    (full,) = points
    print(f"| {name} | {cell} | {full} | {len(earned['right'])} | {len(earned['wrong'])} earn", end=" ")
    print(", ".join(f"{earned['wrong'].count(sum_)} x {sum_:g}" for sum_ in sorted(set(earned["wrong"]))), "|")
    assert set(earned["right"]) == {full}
    assert max(earned["wrong"]) < full


def test_every_answer_belongs_to_an_exercise():
    assert {(answer.assignment, answer.cell) for answer in ANSWERS} <= set(NOTEBOOK_OF)


def test_no_two_exercises_of_an_assignment_share_a_name():
    assert len(NOTEBOOK_OF) == len(EXERCISES)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", SOLUTIONS)
def test_the_solution_earns_all_points(name, backend):
    outcomes = run(SOLUTIONS[name], name.split("/")[0], backend=backend)
    assert [outcome.message for outcome in outcomes.values() if outcome.message] == []


@pytest.mark.parametrize("name", SOLUTIONS)
def test_the_untouched_release_earns_nothing_and_says_so(name):
    outcomes = run(notebooks.read(notebooks.ROOT / "exercises" / f"{name}.ipynb"), name.split("/")[0])
    assert sum(outcome.earned for outcome in outcomes.values()) == 0
    assert all("NotImplementedError: not solved yet" in outcome.message for outcome in outcomes.values())


def test_the_points_of_an_assignment_are_what_its_page_says():
    points = collections.Counter()
    for name, notebook in SOLUTIONS.items():
        for cell in notebook.cells:
            grading = cell.metadata.get("nbgrader", {})
            points[name.split("/")[0]] += grading["points"] if grading.get("grade") else 0
    assert points == {assignment: POINTS[assignment] for assignment in points}
