"""Honest work gets the verdicts of its tests, and its outputs are those of a kernel."""

import json
import re

import nbformat
import pytest
from nbclient import NotebookClient

from grading.sandbox import find_protection
from grading.worker import Cell, Limits, Pool
from tests import notebooks
from tests.solutions.answers import all_answers, run

from .cells import a_test

SOLUTIONS = {f"{path.parent.name}/{path.stem}": notebooks.read(path) for path in notebooks.solutions()}
RELEASED = {name: notebooks.read(notebooks.ROOT / "exercises" / f"{name}.ipynb") for name in SOLUTIONS}
ANSWERS = all_answers()
# a right and a wrong one of each exercise
CHOICE = {(answer.assignment, answer.cell, answer.right): answer for answer in ANSWERS}


@pytest.fixture(scope="module")
def pool():
    with Pool(1, Limits(), find_protection()) as made:
        yield made


def kind_of(cell):
    grading = cell.metadata.get("nbgrader", {})
    if grading.get("solution"):
        return "answer"
    return "test" if grading.get("grade") else "given"


def cells_of(notebook, replace):
    cells = []
    for index, cell in enumerate(notebook.cells):
        kind, source = kind_of(cell), replace.get(cell.id, cell.source)
        if cell.cell_type == "code":
            test = kind == "test"
            cells.append(a_test(index, source, cell.id) if test else Cell(index, kind, source, cell.id))
    return cells


def assert_same_verdicts(pool, notebook, assignment, replace):
    result = pool.grade(cells_of(notebook, replace), notebooks.ROOT / "exercises" / assignment)
    expected = run(notebook, assignment, replace)
    got = {notebook.cells[cell.index].id: cell for cell in result.cells if cell.passed is not None}
    assert {name: cell.passed for name, cell in got.items()} == {
        name: outcome.message is None for name, outcome in expected.items()
    }
    for name, outcome in expected.items():
        errors = [f"{one['ename']}: {one['evalue']}" for one in got[name].outputs if one["output_type"] == "error"]
        assert errors == ([outcome.message] if outcome.message else [])
    assert (result.flags, result.ended) == ([], "completed")


@pytest.mark.parametrize(
    "name", [name if name.startswith("01") else pytest.param(name, marks=pytest.mark.long) for name in SOLUTIONS]
)
@pytest.mark.parametrize("group", [SOLUTIONS, RELEASED], ids=["solved", "untouched"])
def test_verdicts_of_the_solution_and_of_the_release(pool, name, group):
    assert_same_verdicts(pool, group[name], name.split("/")[0], {})


@pytest.mark.long
@pytest.mark.parametrize("answer", CHOICE.values(), ids=str)
def test_verdicts_of_answers(pool, answer):
    of_assignment = [SOLUTIONS[name] for name in SOLUTIONS if name.startswith(f"{answer.assignment}/")]
    (notebook,) = [one for one in of_assignment if answer.cell in {cell.id for cell in one.cells}]
    assert_same_verdicts(pool, notebook, answer.assignment, {answer.cell: answer.code})


OUTPUTS = [
    "import sys, logging, warnings\nprint('one')\nprint('two', file=sys.stderr)\nlogging.warning('three')",
    "1 + 1",
    "class Picture:\n    def _repr_mimebundle_(self, **options):\n"
    "        return {'text/plain': 'picture', 'image/svg+xml': '<svg/>'}, {'image/svg+xml': {'width': 3}}\nPicture()",
    "display(Picture(), 3)\nfrom IPython.display import HTML, clear_output\nHTML('<b>bold</b>')",
    "print('gone')\nclear_output()\nprint('here')",
    "handle = display(1, display_id=True)\nhandle.update(2)",
    "def f(x):\n    return 1 / x\nf(0)",
    "f(",
    "import traceback\ntry:\n    f(0)\nexcept ZeroDivisionError:\n    traceback.print_exc(limit=0)",
    "_, In[1][:10], Out[2]",
    "import numpy as np\nnp.set_printoptions(precision=2)\nnp.array([1.23456])",
    "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "try:\n    input('who? ')\nexcept Exception as error:\n    print(type(error).__name__, error)",
    "raise SystemExit",
    "raise KeyError('the key')",
    "None\n",
    "import collections, functools, inspect\nP = collections.namedtuple('P', 'a b')\nP(1, 2)",
    "import threading\nt = threading.Thread(target=print, args=('from a thread',))\nt.start()\nt.join()",
    "import minigrad as torch\nfrom minigrad import draw\nw = torch.tensor([1.0], requires_grad=True)\n(w * 2).sum()",
]
UNSTABLE = [(r"ipykernel_\d+", "ipykernel"), (r"0x[0-9a-f]+", "0x"), (r"\b\d+\.py\b", ".py")]


def normal(outputs):
    """Return outputs without what differs from run to run: addresses, and in which order streams arrive."""
    streams = {}
    for output in outputs:
        if output["output_type"] == "stream":
            streams[output["name"]] = streams.get(output["name"], "") + output["text"]
    merged = [streams, *(output for output in outputs if output["output_type"] != "stream")]
    text = json.dumps(merged, sort_keys=True)
    for pattern, plain in UNSTABLE:
        text = re.sub(pattern, plain, text)
    return json.loads(text)


@pytest.mark.long
def test_outputs_are_those_of_a_kernel(pool, tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in OUTPUTS])
    NotebookClient(notebook, timeout=60, allow_errors=True, resources={"metadata": {"path": str(tmp_path)}}).execute()
    result = pool.grade([Cell(index, "extra", source) for index, source in enumerate(OUTPUTS)])
    for cell, got in zip(notebook.cells, result.cells, strict=True):
        assert (cell.source, normal(got.outputs)) == (cell.source, normal(cell.outputs))
        assert got.execution_count == cell.execution_count
    assert result.flags == []


def test_stderr_and_warnings_cost_nothing(pool):
    cells = [
        Cell(0, "answer", "import logging\ndef f():\n    logging.warning('careful')", "f"),
        Cell(1, "test", "assert f() is None", "test-f"),
    ]
    result = pool.grade(cells)
    assert result.cells[1].passed is True
    assert {output["name"] for output in result.cells[1].outputs} == {"stderr"}
    assert result.flags == []


def test_code_can_tell_that_it_is_graded(pool):
    cells = [Cell(0, "test", "import os\nassert os.environ['NBGRADER_EXECUTION'] == 'autograde'", "test-f")]
    assert pool.grade(cells).cells[0].passed is True  # as where nbgrader runs it


def test_pictures_that_are_bytes_are_shown_as_a_kernel_shows_them(pool):
    shown = "class Picture:\n    def _repr_png_(self):\n        return b'png'\n\nPicture()"
    cells = [
        Cell(0, "answer", shown, "f"),
        Cell(1, "test", "display(Picture())\nassert Picture", "test-f", visible="display(Picture())"),
        Cell(
            2, "extra", "class Odd:\n    def _repr_mimebundle_(self, **_):\n        return {'text/plain': {1}}\n\nOdd()"
        ),
    ]
    result = pool.grade(cells)
    assert [cell.outputs[0]["data"]["image/png"] for cell in result.cells[:2]] == ["cG5n", "cG5n"]
    assert result.cells[2].outputs[0]["data"] == {}
    assert result.cells[1].passed and result.ended == "completed" and not result.flags


def test_visible_parts_leave_what_a_cell_leaves(pool):
    visible = "counter = 0\ndef count():\n    global counter\n    counter += 1\n    return counter\ncount()"
    cells = [
        Cell(0, "test", visible, "test-f", visible=visible),
        Cell(1, "answer", "print(counter, _)\nimport inspect\nprint(inspect.getsource(count))", "f"),
        Cell(2, "test", "1 / 0", "test-g", visible="later = 1\n1 / 0"),
        Cell(3, "answer", "print(later)", "g"),
    ]
    result = pool.grade(cells)
    assert result.cells[1].outputs[0]["text"].startswith("1 1\ndef count():\n    global counter")
    assert result.cells[3].outputs[0]["text"] == "1\n"
