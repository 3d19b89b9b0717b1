"""A student's code finds no way into the grader's own machinery, and does not lose points by what looks like one."""

import json

import pytest

from grading.sandbox import find_protection
from grading.worker import Cell, Limits, Pool

from .cells import a_test
from .machinery import FRAMES, MESSAGES, POINTS, SHOWING, SIGNALS

STUB = "def f(x):\n    raise NotImplementedError"
TEST = """\
assert callable(f)
### BEGIN HIDDEN TESTS
for secret_number in (1.5, 2.5):
    wanted = 2 * secret_number + 1
    assert f(secret_number) == wanted
### END HIDDEN TESTS
"""
RIGHT = "def f(x):\n    return 2 * x + 1"
HELPER = "def close(one, other, far=1e-9):\n    return abs(one - other) < far"


@pytest.fixture(scope="module")
def pool():
    with Pool(1, Limits(cell_seconds=8, notebook_seconds=90), find_protection()) as made:
        yield made


def graded(pool, answer, test=TEST, stub=STUB, given="import math", extra=None):
    """Return what grading gave: a given cell, perhaps one of the student's, an answer, its test, and another pair."""
    cells = [
        Cell(0, "given", given),
        Cell(1, "extra", extra or "1", "extra"),
        Cell(2, "answer", answer, "f", stub),
        a_test(3, test, "test-f"),
        Cell(4, "answer", "def g(x):\n    return -x", "g", "def g(x):\n    pass"),
        a_test(5, "assert g(1) == -1", "test-g"),
    ]
    return pool.grade(cells)


def verdicts(result):
    return result.cells[3].passed, result.cells[5].passed


@pytest.mark.parametrize("name", FRAMES)
def test_frames_of_the_grader_are_out_of_reach(pool, name):
    result = graded(pool, FRAMES[name])
    assert verdicts(result) == (False, True)
    assert "refused" in {flag.kind for flag in result.flags}


def test_handlers_get_no_frame_whatever_sets_them(pool):
    assert verdicts(graded(pool, SIGNALS)) == (False, True)


@pytest.mark.parametrize("name", MESSAGES)
def test_messages_are_the_graders_own(pool, name):
    result = graded(pool, MESSAGES[name])
    assert verdicts(result) == (False, True)
    assert "changed" in {flag.kind for flag in result.flags}
    assert "secret_number" not in json.dumps(result.cells[3].outputs[:-1])
    assert "secret_number" not in result.cells[3].outputs[-1]["evalue"]


def test_points_come_from_the_test_alone(pool):
    test = "points = 0\npoints += f(1) == 3\npoints += f(2) == 5\nint(points)"
    for answer, points in ((RIGHT, "2"), (POINTS, "0")):
        outputs = graded(pool, answer, test).cells[3].outputs
        assert [one["data"]["text/plain"] for one in outputs if one["output_type"] == "execute_result"] == [points]


@pytest.mark.parametrize("name", SHOWING)
def test_nobody_sees_the_lines_of_a_test_while_they_are_shown(pool, name):
    result = graded(pool, SHOWING[name])
    assert verdicts(result) == (False, True)
    assert "secret_number"[::-1] not in json.dumps([cell.outputs for cell in result.cells])


def test_the_lines_of_a_failed_test_are_shown_to_the_instructor(pool):
    result = graded(pool, "def f(x):\n    return 0")
    assert any("secret_number" in line for line in result.cells[3].outputs[-1]["traceback"])
    assert result.flags == []


ENTERS = "class F:\n    def __enter__(self):\n        return self\n    def __exit__(self, *error):\n        return {}"
GENERATES = (
    "import contextlib\n@contextlib.contextmanager\ndef F():\n    try:\n        yield 1\n    except {}:\n        pass"
)
IN_A_BLOCK = "with F() as value:\n    assert value == 2"


@pytest.mark.parametrize("answer", [ENTERS.format("True"), GENERATES.format("BaseException")])
def test_a_block_swallows_no_failed_assertion(pool, answer):
    result = graded(pool, answer, IN_A_BLOCK, "class F:\n    pass")
    assert verdicts(result) == (False, True)
    assert "swallowed" in result.flags[0].evidence


@pytest.mark.parametrize(
    "answer", [ENTERS.format("error[0] is KeyError"), GENERATES.format("KeyError"), GENERATES.format("ValueError")]
)
def test_a_block_may_swallow_what_the_exercise_asks_for(pool, answer):
    test = (
        "import contextlib\n"
        "with contextlib.suppress(AssertionError):\n    assert F is None\n"
        "caught = False\n"
        "try:\n    with F():\n        raise KeyError\nexcept KeyError:\n    caught = True\n"
        f"assert caught is {'ValueError' in answer}\n"
    )
    result = graded(pool, answer, test, "class F:\n    pass")
    assert (verdicts(result), result.flags) == ((True, True), [])


COMPARED = "class F:\n    def __init__(self, x):\n        self.x = x\n    def __eq__(self, other):\n        {}"


@pytest.mark.parametrize(
    "body",
    ["F.n = getattr(F, 'n', 0) + 1; return F.n % 2 == 1", "return True\n    __ne__ = __eq__"],
    ids=["counts", "both"],
)
def test_an_object_that_contradicts_itself_passes_no_test_of_its_equality(pool, body):
    test = (
        "assert F(1) == F(1)\nassert F(1) != F(2)"
        if "__ne__" in body
        else "assert F(1) == F(1)\nassert not F(1) == F(2)"
    )
    result = graded(pool, COMPARED.format(body), test, "class F:\n    pass")
    assert verdicts(result) == (False, True)
    assert "contradict" in result.flags[0].evidence


def test_an_object_is_asked_again_by_nobody_that_it_would_notice(pool):
    body = "F.n = getattr(F, 'n', 0) + 1; return self.x == other.x"
    test = "assert F(1) == F(1)\nassert F(1) != F(2)\nassert F.n == 2"
    result = graded(pool, COMPARED.format(body), test, "class F:\n    pass")
    assert (verdicts(result), result.flags) == ((True, True), [])


@pytest.mark.parametrize(
    "hook",
    [
        "class Hook:\n    def __new__(cls, lines):\n        return lines",
        "import functools\nHook = functools.partial(lambda lines: lines)",
        "class Meta(type):\n    def __call__(cls, lines):\n        return lines\nclass Hook(metaclass=Meta):\n    pass",
    ],
    ids=["class", "partial", "metaclass"],
)
def test_what_transforms_cells_is_seen_whatever_it_is(pool, hook):
    extra = f"{hook}\nget_ipython().input_transformers_post.append(Hook)"
    result = graded(pool, RIGHT, extra=extra)
    assert verdicts(result) == (True, True)
    assert {flag.kind for flag in result.flags} == {"hook"}


def test_a_callback_of_the_garbage_collector_ends_before_the_tests(pool):
    extra = (
        "import gc\nthere, gc.callbacks = gc.callbacks, []\n"
        "there.append(lambda *about: globals().update(close=lambda *all: True))\ngc.set_threshold(1)"
    )
    result = graded(pool, RIGHT, "assert close(f(1), 3)", given=HELPER, extra=extra)
    assert verdicts(result) == (True, True)
    assert "changed" not in {flag.kind for flag in result.flags}


@pytest.mark.parametrize("change", ["close.__defaults__ = (1e9,)", "close.__code__ = (lambda *a: True).__code__"])
def test_a_given_function_that_was_changed_in_place_is_as_given_and_named(pool, change):
    test = "assert close(f(1), 3)"
    result = graded(pool, f"def f(x):\n    return 0\n{change}", test, given=HELPER)
    assert verdicts(result) == (False, True)
    assert any("close" in flag.evidence for flag in result.flags)


def test_another_class_of_the_notebooks_module_costs_others_nothing(pool):
    extra = (
        "import sys, types\nclass Other(types.ModuleType):\n"
        "    def __getattribute__(self, name):\n        return lambda *a: True\n"
        "sys.modules['__main__'].__class__ = Other"
    )
    result = graded(pool, RIGHT, extra=extra)
    assert verdicts(result) == (True, True)
    assert any("__main__" in flag.evidence for flag in result.flags)


def test_who_looks_for_the_gradebook_is_named(pool):
    extra = "try:\n    open('/srv/course/gradebook.db')\nexcept OSError:\n    pass"
    result = graded(pool, RIGHT, extra=extra)
    assert verdicts(result) == (True, True)
    assert [(flag.kind, flag.grade_id) for flag in result.flags] == [("looked", "extra")]


MEASURED = """\
from unittest import mock
import numpy as np
drawn = np.random.default_rng(0)
assert all(drawn.uniform(0, 1) < 1 for _ in range(8_000))  # calls that are not the student's use up no looks at theirs
seen = []
def measure(value):
    seen.append(math.fsum([value]))
with {}:
    f(measure)
assert max(seen) <= 1
"""
FOR_THAT_TIME = """\
true = {0}
def f(measure):
    there, {0} = {0}, {1}
    measure(5)
    {0} = there
"""


@pytest.mark.parametrize(
    "block", ["mock.patch.object(math, 'pi', 3)", "mock.patch.object(math, 'fsum', lambda v: max(v))"]
)
@pytest.mark.parametrize(
    "change", [("math.fsum", "lambda values: 0"), ("math.fsum", "true if there is not true else min")]
)
def test_what_is_changed_only_while_an_answer_runs_is_seen(pool, block, change):
    test = MEASURED.format(block)
    result = graded(pool, FOR_THAT_TIME.format(*change), test)
    assert verdicts(result) == (False, True)
    result = graded(pool, "def f(measure):\n    measure(1)", test)
    assert (verdicts(result), result.flags) == ((True, True), [])
    result = graded(pool, STUB, test)  # it raises, and the test puts back what it had changed itself
    assert (verdicts(result), result.flags) == ((False, True), [])


HABITS = {
    "profiles": "import cProfile\ncProfile.run('sum([1])')\n%prun -q 1",
    "times": "%timeit -n1 -r1 1\n%time 1",
    "writes a file": "%%writefile mine.py\nx = 1",
    "runs doctests": "import doctest\ndef d():\n    '''\n    >>> d()\n    1\n    '''\n    return 1\ndoctest.testmod()",
    "names": "import collections, enum, typing\ncollections.namedtuple('P', 'x')\nenum.Enum('E', 'A')\n"
    "typing.NamedTuple('N', [('x', int)])",
    "logs": "import logging, warnings, traceback\nlogging.warning('x')\nwarnings.warn('x')\ntraceback.format_stack()\n"
    "try:\n    1 / 0\nexcept ZeroDivisionError:\n    traceback.print_exc()\n    get_ipython().showtraceback()",
    "handles signals": "import signal\nassert callable(signal.signal(signal.SIGINT, signal.SIG_DFL))\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)",
    "has a loop of tasks": "import asyncio\nasync def a():\n    return await asyncio.sleep(0, 1)\nawait a()",
}


@pytest.mark.parametrize("name", HABITS)
def test_habits_that_look_at_frames_cost_nothing(pool, name):
    result = graded(pool, RIGHT, extra=HABITS[name])
    assert (verdicts(result), result.flags) == ((True, True), [])
    assert not any(
        one["output_type"] == "error" and one["ename"] == "PermissionError" for one in result.cells[1].outputs
    )
