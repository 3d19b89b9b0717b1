"""Tests may be written in all of Python: what a judge makes of their code does not show."""

import pytest

from grading.sandbox import find_protection
from grading.worker import Cell, Limits, Pool

from .cells import a_test

GIVEN = """
%precision 3
import functools, math, unittest
import numpy as np
from dataclasses import dataclass
from unittest import mock

limit, start, calls, table = 10, 5, 0, {"double": lambda x: 2 * x}
expected = None

@dataclass
class Point:
    x: float
    y: float = 0.0

class Shape:
    sides = 0
    def __init__(self, name):
        self.name = name
    def describe(self):
        return f"{self.name} with {self.sides} sides"
    @property
    def loud(self):
        return self.describe().upper()
    @classmethod
    def named(cls, name):
        return cls(name)

class Square(Shape):
    sides = 4
    def describe(self):
        return super().describe() + "!"

def note():
    global calls
    calls += 1
    return calls

def even(n):
    return n == 0 or odd(n - 1)

def odd(n):
    return n != 0 and even(n - 1)

@functools.lru_cache(maxsize=None)
def cached(n):
    return n if n < 2 else cached(n - 1) + cached(n - 2)

def run(function, *arguments, without=None):
    kept = globals().pop(without) if without else None
    try:
        return function(*arguments)
    finally:
        if without:
            globals()[without] = kept

def default(x, of=limit):
    return x + of
"""
ANSWER = '''
history = []
def f(x):
    """Double it.

    >>> f(2)
    4
    """
    history.append(x)
    return 2 * x
def uses_numpy(x):
    return np.sum(x)
def uses_given(x):
    return note() + x + limit
def raises(x):
    raise ValueError(f"not {x}")
def numbers(n):
    yield from range(n)
class Mine(Shape):
    sides = 3
p = Point(1.0)
def asks():
    print(input("a number: "))
'''
TESTS = {
    "names": "x = 3\nx += f(1)\nassert x == 5\ndel x\nassert 'x' not in dir() and 'f' in dir() and 'f' in globals()\n"
    "assert 'f' in locals() and callable(globals()['f']) and vars()['f'] is f",
    "a name that is not there": 'try:\n    not_there\nexcept NameError as error:\n    assert str(error) == "name '
    "'not_there' is not defined\"\nelse:\n    assert False",
    "own names before they are bound": "start = start + 1\nassert start == 6\nf = f\nassert f(1) == 2",
    "eval and exec": "assert eval('f(2) + limit') == 14\nexec('made = f(3)\\ndef also(x):\\n    return f(x)')\n"
    "assert made == 6 and also(2) == 4\nassert eval('a + 1', {'a': 1}) == 2",
    "functions": "count = 0\ndef outer(n):\n    inside = 0\n    def inner(k=f(1), *rest, key=None, **more):\n"
    "        nonlocal inside\n        global count\n        inside += k\n        count += 1\n        return inside\n"
    "    return [inner(k) for k in range(n)]\nassert outer(3) == [0, 1, 3] and count == 3\n"
    "def factorial(n):\n    return 1 if n < 2 else n * factorial(n - 1)\nassert factorial(5) == 120\n"
    "base = 7\nassert (lambda x, y=base: x + y + base)(1) == 15\n"
    "assert f.__name__ == 'f' and outer.__name__ == 'outer' and outer.__qualname__ == 'outer'",
    "scopes": "values, k = [1, 2], 9\nassert [k * 2 for k in values] == [2, 4] and k == 9\n"
    "assert {k: v for k, v in zip('ab', values)} == {'a': 1, 'b': 2}\n"
    "assert any((last := k) > 1 for k in values) and last == 2\n"
    "assert [[i * j for j in range(i)] for i in range(3)] == [[], [0], [0, 2]]\n"
    "assert sum(x for x in numbers(4)) == 6 and max(f(x) for x in range(3) if x % 2) == 2",
    "classes": "class Probe:\n    size = len('abc')\n    twice = f(size)\n    __hidden = 5\n"
    "    def __init__(self, n):\n        self.n, self.__own = n, f(n)\n    def all(self):\n"
    "        return self.n, self.__own, self.__hidden, self.twice, type(self).__name__\n"
    "    def __eq__(self, other):\n        return isinstance(other, Probe) and self.n == other.n\n"
    "class Special(Probe):\n    def __init__(self):\n        super().__init__(4)\n"
    "assert Special().all() == (4, 8, 5, 6, 'Special') and Probe(1) == Probe(1) != Probe(2)",
    "given classes": "assert Square.named('it').describe() == 'it with 4 sides!'\n"
    "assert Square('it').loud == 'IT WITH 4 SIDES!'\n"
    "assert Mine('my').describe() == 'my with 3 sides' and isinstance(Mine('x'), Shape)\n"
    "assert p == Point(1.0) and isinstance(p, Point) and Point(2, 3) != p and repr(p) == 'Point(x=1.0, y=0.0)'",
    "given functions": "assert even(10) and odd(7) and cached(20) == 6765 and default(1) == 11\n"
    "assert table['double'](4) == 8",
    "given counters": "calls = 0\nassert uses_given(1) == 12 and calls == 1\nassert note() == 2 and calls == 2",
    "taken away": "assert run(uses_numpy, [1, 2]) == 3\ntry:\n    run(uses_numpy, [1], without='np')\n"
    "except NameError as error:\n    assert 'np' in str(error)\nelse:\n    assert False\nassert np.sum([1]) == 1",
    "exceptions": "for wrong in (1, 'a'):\n    try:\n        raises(wrong)\n"
    "    except (TypeError, ValueError) as error:\n"
    "        assert str(error) == f'not {wrong}'\n    else:\n        assert False, 'no exception'\n"
    "    finally:\n        after = True\nassert after\ntry:\n    raises(1)\n"
    "except* ValueError as group:\n"
    "    assert len(group.exceptions) == 1",
    "unittest": "class Check(unittest.TestCase):\n    def test_double(self):\n        self.assertEqual(f(2), 4)\n"
    "        self.assertAlmostEqual(f(0.1), 0.2)\n        with self.assertRaises(ValueError):\n            raises(1)\n"
    "case = unittest.TestLoader().loadTestsFromTestCase(Check)\n"
    "assert unittest.TextTestRunner(verbosity=0).run(case).wasSuccessful()",
    "mock": "with mock.patch('builtins.print') as printing:\n    print(f(1))\nprinting.assert_called_once_with(2)\n"
    "with mock.patch.object(np, 'sum', return_value=5):\n    assert uses_numpy([1]) == 5\nassert uses_numpy([1]) == 1",
    "doctest": "import doctest\nfinder, runner = doctest.DocTestFinder(), doctest.DocTestRunner()\n"
    "for example in finder.find(f, 'f', globs=globals()):\n    runner.run(example)\n"
    "assert runner.summarize().attempted == 1\n"
    "assert runner.failures == 0",
    "inspect": "import inspect\nassert 'return 2 * x' in inspect.getsource(f)\n"
    "assert list(inspect.signature(f).parameters) == ['x'] and inspect.isgeneratorfunction(numbers)\n"
    "import ast\nassert not any(isinstance(node, ast.For) for node in ast.walk(ast.parse(inspect.getsource(f))))",
    "timeit": "import timeit\nassert timeit.timeit('f(3)', globals=globals(), number=3) < 5\n"
    "assert timeit.timeit(lambda: f(3), number=3) < 5",
    "streams": "import contextlib, io, sys\nwith contextlib.redirect_stdout(io.StringIO()) as out:\n"
    "    print('x', f(1))\n"
    "assert out.getvalue() == 'x 2\\n'\nkept, sys.stdout = sys.stdout, io.StringIO()\nprint('y')\n"
    "text, sys.stdout = sys.stdout.getvalue(), kept\nassert text == 'y\\n'",
    "rebinds what is given": "table = {'triple': lambda x: 3 * x}\nassert table['triple'](1) == 3",
    "uses what a test has bound": "assert table['triple'](2) == 6",
    "a builtin for the answer": "said = []\ndef print(*words):\n    said.append(words)\n"
    "input = lambda prompt='': '7'\nasks()\nassert said == [('7',)]\ndel print, input",
    "match": "match p:\n    case Point(x=1.0, y=y) if y == 0:\n        found = f(y)\n"
    "    case _:\n        found = None\n"
    "assert found == 0\nmatch [1, 2, 3]:\n    case [first, *rest]:\n        assert rest == [2, 3]\n"
    "match {'a': 1, 'b': 2}:\n    case {'a': int(), **others}:\n        assert others == {'b': 2}",
    "constants": "assert isinstance(f(1), (int, float)) and type(f(1)) in {int, float, complex}\n"
    "assert {int: 'i', float: 'f', str: 's'}[type(f(1))] == 'i' and [int, str, float][0] is int\n"
    "assert f'{f(1)!r:>3} {len}'.startswith('  2 <built-in') and 1 < f(1) <= 2 != 3 and not f(0)",
    "star": "from math import *\nassert sqrt(f(2)) == 2 and floor(2.5) == 2 and pow(2, 3) == 8.0",
    "imports": "import os.path as path, collections.abc\nfrom collections import OrderedDict as Ordered\n"
    "assert path.join('a', 'b') == 'a/b' and isinstance(Ordered(), collections.abc.Mapping)",
    "magics": "%precision 2\nassert f(1) == 2",
    "awaits": "import asyncio\nasync def later(x):\n    await asyncio.sleep(0)\n    return f(x)\n"
    "assert asyncio.new_event_loop().run_until_complete(later(2)) == 4",
    "generators": "def pairs():\n    for x in numbers(3):\n        yield x, f(x)\n"
    "assert list(pairs()) == [(0, 0), (1, 2), (2, 4)]\n"
    "assert dict(pairs()) == {0: 0, 1: 2, 2: 4} and list(map(f, [1, 2])) == [2, 4] and sorted([2, 1], key=f) == [1, 2]",
    "decorators": "def twice(function):\n    @functools.wraps(function)\n    def inner(*arguments):\n"
    "        return 2 * function(*arguments)\n    return inner\n@twice\ndef four(x):\n    return f(x)\n"
    "assert four(1) == 4 and four.__name__ == 'four'",
    "what a function keeps ends with it": "import weakref\ndef doubling(point):\n    def doubled():\n"
    "        return f(point.x)\n    return doubled\npoint = Point(3)\nleft = weakref.ref(point)\n"
    "assert doubling(point)() == 6\ndel point\nassert left() is None",
    "what the student keeps": "before = len(history)\nf(1)\nassert len(history) == before + 1 and history[-1] == 1",
}
USING = {"uses the test before": "assert four(2) == 8 and before >= 0"}  # as in one process


@pytest.fixture(scope="module")
def result():
    with Pool(1, Limits(), find_protection()) as pool:
        cells = [Cell(0, "given", GIVEN), Cell(1, "answer", ANSWER, "f", "# YOUR CODE HERE\n")]
        tests = [*TESTS.values(), *USING.values()]
        cells += [a_test(2 + k, source, f"test-{k}") for k, source in enumerate(tests)]
        return pool.grade(cells)


def test_all_of_python(result):
    names = ["given", "answer", *TESTS, *USING]
    errors = {
        name: [one["evalue"] for one in cell.outputs if one["output_type"] == "error"]
        for name, cell in zip(names, result.cells, strict=True)
    }
    assert {name: words for name, words in errors.items() if words} == {}, result.flags
    assert all(cell.passed for cell in result.cells[2:])
    assert result.flags == []
