"""Which tests run in which process, where pytest-xdist runs them in two: `pytest -n auto`. conftest.py has its hooks.

The tests of a file run in one process, and all tests that start kernels run in one as well: a kernel is told the
numbers of its ports before it opens them, and a kernel of another process might be told the same.
"""

import os
import re

from xdist.scheduler import LoadScopeScheduling

PROCESSES = 2  # that of the kernels takes half of the time, so that more than one beside it would find little to do
KERNELS = {
    "tests/bench/test_bench.py",
    "tests/course/test_lessons.py",
    "tests/grading/autograding/test_against_stock.py",
    "tests/grading/autograding/test_cluster.py",  # no kernels, but ports
    "tests/grading/autograding/test_plain_course.py",
    "tests/grading/corpus/test_honest.py",
    "tests/grading/test_checking.py",
    "tests/grading/test_feedback.py",
    "tests/grading/test_release.py",
    "tests/grading/test_report.py",
    "tests/grading/test_round_trip.py",
    "tests/grading/worker/test_honest.py",
    "tests/test_readme.py",
}
ANSWERS = "tests/solutions/test_answers.py"


def number():
    return min(PROCESSES, os.cpu_count() or 1)


def group(nodeid):
    """Return the name of the group of tests that share a process."""
    file = nodeid.split("::")[0]
    if file.endswith(".ipynb") or file in KERNELS:
        return "kernels"
    if file == ANSWERS and (assignment := re.search(r"\[(\d\d_\w+)/", nodeid)):  # a long file; each answer is run once
        return assignment[1]
    return file


def order(nodeid):
    """Return the key by which tests are sorted, so that both processes end together.

    First the kernels, which take longest. Last the answers, which may leave something behind; the largest first.
    """
    name = group(nodeid)
    if nodeid.startswith(ANSWERS):
        return 2, -int(name[:2]) if name != ANSWERS else 0
    return (0 if name == "kernels" else 1), 0


class Scheduler(LoadScopeScheduling):
    """Gives a process one group after the other, in the order of the tests."""

    def __init__(self, config, log):
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid):
        return group(nodeid)
