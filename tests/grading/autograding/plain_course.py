"""A plain nbgrader course, not ours: two notebooks an assignment, NumPy, written answers, a task, files beside them.

`PlainCourse` makes it; SUBMISSIONS says what students hand in.
"""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.grading.course_copy import CourseCopy

ASSIGNMENT = "ps1"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

CONFIG = """\
import sys
from pathlib import Path

from grading.settings import safe_pages

sys.path.insert(0, str(Path(__file__).parent))
c = get_config()
safe_pages(c)
c.CourseDirectory.course_id = "plain"
c.AssignLatePenalties.plugin_class = "late.HalfAnHour"
"""

LATE = """\
from nbgrader.plugins import BasePlugin


class HalfAnHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return min(score, 0.5 * (total_seconds_late // 1800)) if total_seconds_late > 60 else None
"""


def cell(source, name, kind="code", points=None, **flags):
    """Return a cell of the instructor's. nbgrader knows it by its name, if it has a flag."""
    made = (new_code_cell if kind == "code" else new_markdown_cell)(source, id=name)
    if flags:
        settings = dict.fromkeys(("grade", "solution", "locked", "task"), False) | flags
        made.metadata["nbgrader"] = settings | {"grade_id": name, "schema_version": 3}
        if points is not None:
            made.metadata.nbgrader["points"] = points
    if "attachment:" in source:
        made.attachments = {"pixel.png": {"image/png": PIXEL}}
    return made


def given(source, name, kind="code"):
    return cell(source, name, kind, locked=True)


def answer(source, name, kind="code"):
    return cell(source, name, kind, solution=True)


def a_test(source, name, points):
    return cell(source, name, grade=True, locked=True, points=points)


def by_hand(source, name, points, kind="code"):
    return cell(source, name, kind, grade=True, solution=True, points=points)


STATISTICS = [
    cell("# Statistics\n\nWith a picture: ![pixel](attachment:pixel.png)", "title", "markdown"),
    cell("import csv\n\nimport numpy as np\nfrom helpers import nearly", "imports"),
    given(
        "table = np.loadtxt('data.csv', delimiter=',')\nwith open('data.csv') as f:\n    rows = list(csv.reader(f))",
        "load",
    ),
    given(
        "def check(function, argument, wanted):\n    assert nearly(function(argument), wanted), function.__name__",
        "check",
    ),
    cell("Write `mean`.", "task-mean", "markdown"),
    answer("def mean(x):\n    ### BEGIN SOLUTION\n    return sum(x) / len(x)\n    ### END SOLUTION", "mean"),
    a_test(
        "check(mean, [1, 2, 3], 2)\nassert mean(table[0]) == 1.5\n### BEGIN HIDDEN TESTS\n"
        "np.testing.assert_allclose(mean(np.arange(4.0)), 1.5)\n### END HIDDEN TESTS",
        "test-mean",
        2.5,
    ),
    cell("Between two tests there is *text*.", "between", "markdown"),
    a_test("with np.errstate(all='ignore'):\n    assert mean([4]) == 4, 'one number'", "test-mean-of-one", 0),
    answer(
        "scale = 3  # given\n### BEGIN SOLUTION\ndef spread(x):\n    return float(np.std(x))\n### END SOLUTION",
        "spread",
    ),
    a_test(
        "wanted = {(0, 0): 0, (0, 2): 1, (1, 1, 4): 2**0.5}\n"
        "right = [np.isclose(spread(list(x)), y) for x, y in wanted.items()]\n"
        "assert any(right)\nfloat(round(3 * sum(right) / len(right), 2))",
        "test-spread",
        3,
    ),
    given("### a locked text", "text", "markdown"),
    by_hand("def plan():\n    ### BEGIN SOLUTION\n    return 'a plan'\n    ### END SOLUTION", "plan", 3),
    by_hand("=== BEGIN MARK SCHEME ===\nany reason\n=== END MARK SCHEME ===\nWhy?", "why", 1.5, "markdown"),
    cell("Draw something below.", "draw", "markdown", task=True, locked=True, points=4),
    cell("", "below", "markdown"),
]

MATRICES = [
    given("import numpy as np\n\nrng = np.random.default_rng(3)\nA = rng.normal(size=(3, 3))", "setup"),
    answer(
        "class Stack:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n"
        "        ### BEGIN SOLUTION\n        self.items.append(item)\n        return self\n        ### END SOLUTION",
        "stack",
    ),
    a_test("stack = Stack()\nassert stack.push(1).push(2).items == [1, 2]\nprint('pushed')", "test-stack", 1),
    a_test("assert len(stack.items) == 2\nassert stack.push(3) is stack", "test-stack-again", 0.25),
    answer("x = None\n### BEGIN SOLUTION\nx = np.linalg.solve(A, np.ones(3))\n### END SOLUTION", "solve"),
    a_test("np.testing.assert_allclose(A @ x, np.ones(3))", "test-solve", 2),
    a_test("assert isinstance(A, np.ndarray)", "test-given", 0.5),  # passes without any answer
]

NOTEBOOKS = {"statistics_": STATISTICS, "matrices": MATRICES}
RIGHT = {
    "mean": "def mean(x):\n    return np.mean(x)\n\n\nmean(table[0])",
    "spread": "def spread(x):\n    x = np.asarray(x)\n    print('spread of', len(x))\n"
    "    return ((x - x.mean()) ** 2).mean() ** 0.5",
    "plan": "def plan():\n    return 'mine'",
    "why": "Because.",
    "below": "![mine](attachment:mine.png)",
    "stack": "class Stack:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n"
    "        self.items += [item]\n        return self",
    "solve": "x = np.linalg.inv(A) @ np.ones(3)\nx",
}
SOME = {name: RIGHT[name] for name in ("mean", "plan", "solve")}
ALMOST = "def spread(x):\n    return max(x) - min(x) if len(x) == 3 else abs(x[0] - x[-1]) / 2"
DUE = "2026-02-01 12:00:00 UTC"


@dataclass
class HandedIn:
    """answers: by cell id. files: beside the notebooks, also a timestamp.txt. only: the notebooks that are there."""

    answers: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = tuple(NOTEBOOKS)


def at(time):
    return {"timestamp.txt": time}


# Work that stock nbgrader treats fairly: `python -m grading autograde` must record the same.
SUBMISSIONS = {
    "perfect": HandedIn(RIGHT),
    "some": HandedIn(SOME),
    "untouched": HandedIn(),
    "syntax": HandedIn(RIGHT | {"mean": "def mean(x)\n    return 1"}),
    "partly": HandedIn(RIGHT | {"spread": ALMOST, "stack": RIGHT["stack"].replace("return self", "pass")}),
    "fails": HandedIn(RIGHT | {"solve": "x = np.linalg.solve(A, np.ones(4))", "why": ""}),
    "late": HandedIn(RIGHT, at("2026-02-01 14:10:00 UTC")),
    "late and little": HandedIn({"mean": RIGHT["mean"]}, at("2026-02-03 14:10:00 UTC\n")),
    "a minute": HandedIn(SOME, at("2026-02-01 12:00:30.123456 UTC")),
    "early": HandedIn(SOME, at("2026-01-01 00:00:00")),
    "zone": HandedIn(SOME, at("2026-02-01 15:10:00 Europe/Berlin")),
    "iso": HandedIn(SOME, at("2026-02-01T13:40:00+01:00")),
    "no time": HandedIn(SOME, at("\n")),
    "files": HandedIn(
        RIGHT,
        {
            "notes.txt": "my notes",
            "more/deep/x.csv": "1,2",
            "data.csv": "9,9\n9,9\n",
            "helpers.py": "nearly = lambda a, b: True\n",
            "scratch.ipynb": nbformat.writes(new_notebook(cells=[new_code_cell("1 / 0")])),
            "__pycache__/x.pyc": "x",
        },
    ),
}


class PlainCourse(CourseCopy):
    """The course in `folder`, released, with what was handed in."""

    def __init__(self, folder, submissions):
        self.folder = Path(folder)
        source = self.folder / "source" / ASSIGNMENT
        source.mkdir(parents=True)
        (self.folder / "nbgrader_config.py").write_text(CONFIG)
        (self.folder / "late.py").write_text(LATE)
        (source / "data.csv").write_text("1,2\n3,4\n")
        (source / "helpers.py").write_text("def nearly(a, b):\n    return abs(a - b) < 1e-9\n")
        for name, cells in NOTEBOOKS.items():
            nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), source / f"{name}.ipynb")
        self.run("nbgrader", "generate_assignment", ASSIGNMENT)
        self.run("nbgrader", "db", "assignment", "add", ASSIGNMENT, f"--duedate={DUE}")
        for student, handed_in in submissions.items():
            self.hand_in(student, handed_in)

    def hand_in(self, student, handed_in):
        folder = self.folder / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        for name in handed_in.only:
            notebook = nbformat.read(self.folder / "release" / ASSIGNMENT / f"{name}.ipynb", as_version=4)
            for one in notebook.cells:
                one.source = handed_in.answers.get(one.id, one.source)
                if "attachment:mine.png" in one.source:
                    one.attachments = {"mine.png": {"image/png": PIXEL}}
            nbformat.write(notebook, folder / f"{name}.ipynb")
        for name in ("data.csv", "helpers.py"):  # as fetched
            shutil.copy(self.folder / "release" / ASSIGNMENT / name, folder)
        for name, content in handed_in.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content)
