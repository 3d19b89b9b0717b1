"""Where tests run in two processes, one of these runs all that start kernels, and no test is torn from its file."""

import re
from pathlib import Path

import pytest

from tests import processes

ROOT = Path(__file__).resolve().parent.parent
STARTS_KERNELS = (
    r"""NotebookClient|notebooks[. ]execute|checking\.(main|run)|LocalCluster|nbgrader[", ]+(autograde|validate)\b"""
)
COMMANDS = {"tests/bench/test_bench.py"}  # the benchmark that it runs does


def test_all_files_that_start_kernels_are_known():
    files = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/test_*.py")
    }
    found = {name for name, text in files.items() if re.search(STARTS_KERNELS, text)}
    browser = {name for name in files if name.startswith("tests/browser/")}  # .ci/run has one process for these
    assert found - browser - {"tests/test_processes.py"} | COMMANDS == processes.KERNELS


@pytest.mark.parametrize(
    ("nodeid", "name"),
    [
        ("course/01_requires_grad.ipynb::Cell 3", "kernels"),
        ("tests/test_readme.py::test_links_lead_to_files", "kernels"),
        ("tests/minigrad/test_modes.py::test_one[a/b]", "tests/minigrad/test_modes.py"),
        ("tests/solutions/test_answers.py::test_answer[02_graph/edges/right_a-minigrad]", "02_graph"),
        ("tests/solutions/test_answers.py::test_table_of_answers[02_graph/graph-edges]", "02_graph"),
        (
            "tests/solutions/test_answers.py::test_every_answer_belongs_to_an_exercise",
            "tests/solutions/test_answers.py",
        ),
    ],
)
def test_the_group_of_a_test(nodeid, name):
    assert processes.group(nodeid) == name


def test_kernels_come_first_and_answers_last():
    given = [
        "tests/solutions/test_answers.py::test_answer[02_graph/edges/right_a-minigrad]",
        "tests/solutions/test_answers.py::test_answer[13_capstone/fine-tune/right_a-minigrad]",
        "tests/solutions/test_answers.py::test_every_answer_belongs_to_an_exercise",
        "tests/minigrad/test_modes.py::test_one",
        "tests/test_start.py::test_one",
        "course/01_requires_grad.ipynb::Cell 0",
        "course/01_requires_grad.ipynb::Cell 1",
    ]
    assert sorted(given, key=processes.order) == [given[k] for k in (5, 6, 3, 4, 1, 0, 2)]
