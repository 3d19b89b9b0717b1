"""Cells are parsed in several threads at once, as they are where submissions are graded in parallel."""

import ast
import gc
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from grading.syntax import parse
from tests import notebooks

SOURCE = "x = " + "(" * 60 + "1" + ")" * 60 + "\n" + "y = [f(a, *b, c=[d[e:f] for d in g]) for a in h]\n" * 400


def test_threads_do_not_disturb_one_another():
    wanted = ast.dump(ast.parse(SOURCE))
    with ThreadPoolExecutor(4) as threads:
        trees = list(threads.map(lambda _: parse(SOURCE), range(40)))
    assert {ast.dump(tree) for tree in trees} == {wanted}
    gc.collect()


@pytest.mark.parametrize("source, error", [("x = (", SyntaxError), ("x = '\0'", (SyntaxError, ValueError))])
def test_what_is_no_python_is_refused(source, error):
    with pytest.raises(error):
        parse(source)
    assert parse("x").body  # the next one is parsed


OTHERS_END = """
import ast, warnings
from grading.worker import Cell
from grading.worker.orders import orders

other, fix = warnings.catch_warnings(), ast.fix_missing_locations
def meanwhile(tree):
    other.__exit__()
    return fix(tree)

ast.fix_missing_locations = meanwhile
other.__enter__()
orders([Cell(0, "test", "assert f(1) == abs(1)", "t")], {0: 1}).of(0)
"""


def test_marks_are_not_warned_of_when_another_thread_restores_the_filters():
    """What that does is played here: threads would do it by chance only."""
    done = subprocess.run([sys.executable, "-c", OTHERS_END], capture_output=True, text=True, cwd=notebooks.ROOT)
    assert (done.returncode, done.stderr) == (0, "")
