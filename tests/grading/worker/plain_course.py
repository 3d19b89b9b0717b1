"""A plain NumPy course: a cell each for normalize, integrate, word_counts and Stack, and a test of each.

In the tests, everything hidden has `secret_number` in it.
"""

GIVEN = '''
%precision 4
import inspect, io, math, random
import contextlib
from unittest import mock
import numpy as np
import pytest

TOLERANCE = 1e-9
CASES = [("a b a", {"a": 2, "b": 1}), ("", {})]

class Recorder:
    """Counts calls of a function."""
    def __init__(self, function):
        self.function, self.calls = function, 0
    def __call__(self, *arguments):
        self.calls += 1
        return self.function(*arguments)

def check_close(got, expected, what="value"):
    assert isinstance(got, (float, np.floating)), f"{what} must be a float"
    assert abs(got - expected) < TOLERANCE, f"{what}: got {got}, expected {expected}"

def same(a, b):
    return sorted(a) == sorted(b) and all(x == y for x, y in zip(sorted(a), sorted(b)))
'''

STUBS = {
    "normalize": "def normalize(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "integrate": "def integrate(f, a, b, n=100):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "word_counts": "def word_counts(text):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "Stack": "class Stack:\n    # YOUR CODE HERE\n    pass",
}
RIGHT = {
    "normalize": """\
def normalize(x):
    x = np.asarray(x, float)
    return (x - x.mean()) / x.std()
""",
    "integrate": """\
def integrate(f, a, b, n=100):
    h = (b - a) / n
    return float(sum(f(a + (k + 0.5) * h) for k in range(n)) * h)
""",
    "word_counts": """\
def word_counts(text):
    out = {}
    for w in text.split():
        out[w] = out.get(w, 0) + 1
    return out
""",
    "Stack": """\
class Stack:
    def __init__(self):
        self.items = []
    def push(self, x):
        self.items.append(x)
    def pop(self):
        if not self.items:
            raise IndexError('empty')
        return self.items.pop()
    def __len__(self):
        return len(self.items)
    def __eq__(self, other):
        return isinstance(other, Stack) and self.items == other.items
    def __repr__(self):
        return f'Stack({self.items})'
""",
}
TESTS = {
    "normalize": """
out = normalize(np.array([1.0, 2.0, 3.0]))
assert isinstance(out, np.ndarray)
assert out.shape == (3,)
### BEGIN HIDDEN TESTS
for seed in range(3):
    secret_number = np.random.default_rng(seed).normal(size=7) * 5 + 3
    out = normalize(secret_number)
    np.testing.assert_allclose(out, (secret_number - secret_number.mean()) / secret_number.std())
    assert np.allclose(out.mean(), 0) and abs(out.std() - 1) < 1e-9
    assert not np.array_equal(out, secret_number)
    assert out.tolist() == pytest.approx(((secret_number - secret_number.mean()) / secret_number.std()).tolist())
### END HIDDEN TESTS
""",
    "integrate": """
check_close(integrate(lambda x: 1.0, 0, 2), 2.0)
### BEGIN HIDDEN TESTS
for scale in (2.0, 3.5):
    secret_number = scale
    counted = Recorder(lambda x: scale * x)
    check_close(integrate(counted, 0, 1), scale / 2, "integral")
    assert counted.calls == 100
    assert math.isclose(integrate(lambda x: scale + x, 0, 1), scale + 0.5)
with pytest.raises(ZeroDivisionError):
    integrate(math.sin, 0, 1, 0)
assert "n" in inspect.signature(integrate).parameters
### END HIDDEN TESTS
""",
    "word_counts": """
for text, expected in CASES:
    assert word_counts(text) == expected
### BEGIN HIDDEN TESTS
rng = random.Random(5)
secret_number = [rng.choice("abc") for _ in range(30)]
got = word_counts(" ".join(secret_number))
assert type(got) is dict or isinstance(got, dict)
assert same(got, set(secret_number))
assert sum(got.values()) == 30 and max(got.values()) == max(secret_number.count(w) for w in "abc")
for word in secret_number:
    assert got[word] == secret_number.count(word)
with contextlib.redirect_stdout(io.StringIO()) as printed:
    word_counts("x y")
assert printed.getvalue() == "", "it must not print"
with mock.patch("builtins.print") as printing:
    word_counts("x")
assert not printing.called
### END HIDDEN TESTS
""",
    "Stack": """
s = Stack()
s.push(1)
assert len(s) == 1
### BEGIN HIDDEN TESTS
s.push("two")
assert s.pop() == "two" and s.pop() == 1
with pytest.raises(IndexError):
    s.pop()
secret_number = Stack()
secret_number.push(3)
other = Stack()
assert secret_number != other
other.push(3)
assert secret_number == other
assert repr(other) == "Stack([3])"
assert not Stack()
### END HIDDEN TESTS
""",
}

# What stands in a cell of the student's own, and costs nothing.
HABITS = {
    "shadow": """\
list = [1]
abs = 3
input = 'x'
max = 7
x = 3
seed = 4
out = None
""",
    "own prints": """\
np.set_printoptions(precision=1)
np.seterr(all='ignore')
import sys
sys.setrecursionlimit(5000)
import warnings
warnings.simplefilter('error')
""",
    "magic": """\
%timeit -n 1 -r 1 sum([1])
get_ipython().run_line_magic('precision', '3')
!echo hi
""",
    "time": """\
%%time
x = 5
""",
    "formatter": """\
get_ipython().display_formatter.formatters['text/plain'].for_type(float, lambda v, p, c: p.text('%.2f' % v))
1.0
""",
    "atexit": """\
import atexit
atexit.register(print, 1)
import threading
t=threading.Thread(target=print); t.start(); t.join()
""",
    "own class": """\
class Node:
    pass
Node.__eq__ = lambda a, b: True
import functools
@functools.wraps(print)
def g(*a): return 1
""",
    "same helper pasted": """\
def same(a, b):
    return sorted(a) == sorted(b) and all(x == y for x, y in zip(sorted(a), sorted(b)))
""",
    "numpy star": """\
from math import *
from numpy import array, abs, max, min, any, all, round
""",
    "rebinding given data": """\
TOLERANCE = 5
CASES = 'my cases'
""",
    "closes figures": """\
import logging
logging.basicConfig(level=10)
logging.warning('x')
""",
}
