"""Cells are parsed in several threads at once, as they are where submissions are graded in parallel."""

import ast
import gc
from concurrent.futures import ThreadPoolExecutor

import pytest

from grading.syntax import parse

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
