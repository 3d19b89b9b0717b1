"""Plain NumPy tests ask variables, attributes and modules: what these may be, and what they may not pretend to be."""

import pytest

from grading.sandbox import find_protection
from grading.worker import Cell, Limits, Pool

from .cells import a_test

GIVEN = "import numpy as np\nimport inspect, io\n"
YES = """\
class Yes(np.ndarray):
    def __array_function__(self, function, types, arguments, options):
        return np.bool_(True)
    def __array_ufunc__(self, function, method, *arguments, **options):
        return np.bool_(True)
    def __eq__(self, other):
        return True
    def __hash__(self):
        return 1
"""
CLOSE = "np.testing.assert_allclose({}, [1, 2, 3])"
FIT = "model = Model()\nmodel.fit()\n"
RANDOM = "x = np.random.default_rng(3).normal(size=4)\nnp.testing.assert_allclose(twice(x), 2 * x)"

# name: (the student's code, the test); none of the tests may pass, and each attempt is flagged
ATTACKS = {
    "a variable that equals everything": (f"{YES}v = np.zeros(3).view(Yes)", "assert np.allclose(v, [1, 2, 3])"),
    "an attribute that equals everything": (
        f"{YES}class Model:\n    def fit(self):\n        self.coef_ = np.zeros(3).view(Yes)",
        FIT + CLOSE.format("model.coef_"),
    ),
    "elements that equal everything": (
        "class Q:\n    def __eq__(self, other): return True\n    def __sub__(self, other): return 0.0\n"
        "    __rsub__ = __sub__\n    def __abs__(self): return 0.0\n    def __le__(self, other): return True\n"
        "v = np.array([Q()] * 3, dtype=object)",
        "assert np.allclose(v, [1, 2, 3])",
    ),
    "as far from every number": (
        "class Q:\n    def __sub__(self, other): return 0.0\n    __rsub__ = __sub__\ntotal = Q()",
        "assert abs(total - 50.5) < 1e-9",
    ),
    "a dictionary that has everything": (
        "class D(dict):\n    def __getitem__(self, key): return 1\n    def __eq__(self, other): return True\nd = D()",
        "assert d['a'] == 1",
    ),
    "a counter that is always right": (
        "class C(int):\n    def __add__(self, other): return C()\n    def __eq__(self, other): return True\n"
        "    def __hash__(self): return 1\nn = C()",
        "before = n\nassert n == before + 2",
    ),
    "a masked variable": ("v = np.ma.masked_all(3)", CLOSE.format("v")),
    "a masked result": ("def f():\n    return np.ma.masked_all(3)", CLOSE.format("f()")),
    "masked in a dictionary": ("d = {'a': np.ma.masked_all(3)}", CLOSE.format("d['a']")),
    "random numbers that are not": (
        "class G:\n    def normal(self, size): return np.zeros(size)\nnp.random.default_rng = lambda seed: G()\n"
        "def twice(x):\n    return 0 * x",
        RANDOM,
    ),
    "a transform that does nothing": (
        "np.fft.fft = lambda x: x\ndef f(x):\n    return x",
        "np.testing.assert_allclose(f(np.arange(4.0)), np.fft.fft(np.arange(4.0)))",
    ),
    "a source that is not": (
        "inspect.getsource = lambda function: 'for'\ndef f():\n    pass",
        "assert 'for' in inspect.getsource(f)",
    ),
    "a buffer that knows": (
        "class Fake(io.StringIO):\n    def getvalue(self): return 'Hello'\nio.StringIO = Fake\ndef f():\n    pass",
        "import contextlib\nwith contextlib.redirect_stdout(io.StringIO()) as buffer:\n    f()\n"
        "assert buffer.getvalue() == 'Hello'",
    ),
    "a file that was never written": (
        "import os, pathlib\nos.path.exists = lambda path: True\ndef save(path):\n    pass",
        "import os\nsave('b.txt')\nassert os.path.exists('b.txt')",
    ),
    "built-in functions of its own": (
        "import builtins\nfake = dict(vars(builtins)) | {'abs': lambda x: -1}\nglobals()['__builtins__'] = fake\nv = 7",
        "assert abs(v - 1) < 1e-9",
    ),
}

LIE = """
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __hash__(self): return 1
"""
RETURNED = "def f():\n    return {}()"
FAR = "assert abs({} - 3) < 1e-9"
# What a class is called, or says of itself, makes it no better. The stub is a function's.
ATTACKS |= {
    "called Module": (f"class Module:{LIE}{RETURNED.format('Module')}", "assert f() == 3"),
    "called as what the test calls": (f"class A:{LIE}A.__name__ = 'abs'\n{RETURNED.format('A')}", FAR.format("f()")),
    "called as the function that is asked for": (f"class f:{LIE}", FAR.format("f()")),
    "called as a variable of the test": (
        f"class r:{LIE}{RETURNED.format('r')}",
        "r = f()\n" + FAR.format("r"),
    ),
    "a layer that equals everything": (
        "from minigrad import nn\nclass Layer(nn.Module):\n    def __eq__(self, other): return True\n"
        f"    def __hash__(self): return 1\n{RETURNED.format('Layer')}",
        "assert f() == 3",
    ),
    "no dataclass": (
        f"exec('class A:' + {LIE!r})\nA.__dataclass_fields__ = {{}}\n{RETURNED.format('A')}",
        "assert f() == 3",
    ),
    "a class that is asked for, and as far from every number": (
        f"class Number:{LIE}",
        FAR.format("Number()"),
    ),
    "contains everything": (
        f"class Bag:\n    def __contains__(self, one): return True\n{RETURNED.format('Bag')}",
        "assert 3 in f()",
    ),
}

EQUAL = "class E:\n    def __eq__(self, other): return {}\n    __hash__ = object.__hash__\n"
ANY = "from unittest import mock\n" + "def f():\n    return {}\n"
# Equal to what a test may ask for, not to everything there is.
ATTACKS |= {
    "equal to whole numbers": (EQUAL.format("type(other) is int") + RETURNED.format("E"), "assert f() == 3"),
    "equal to words, in a list": (
        EQUAL.format("type(other) is str") + "def f():\n    return [E(), E()]",
        "assert f() == ['a', 'b']",
    ),
    "equal to small numbers, in an array": (
        EQUAL.format("other in range(10)") + "def f():\n    return np.array([E()] * 3, dtype=object)",
        "np.testing.assert_array_equal(f(), [1, 2, 3])",
    ),
    "equal to small numbers, in a variable": (EQUAL.format("other in range(10)") + "v = E()", "assert v == 3"),
    "equal to small numbers, in a list in a variable": (
        EQUAL.format("other in range(10)") + "v = [E()]",
        "assert v == [3]",
    ),
    "equal to tuples when asked for the second time": (
        "class E:\n    asked = 0\n    def __eq__(self, other):\n        self.asked += 1\n"
        f"        return type(other) is tuple and self.asked > 1\n{RETURNED.format('E')}",
        "r = f()\nfirst = r == (0,)\nassert r == (1, 2)",
    ),
    "ANY": (ANY.format("mock.ANY"), "assert f() == 3"),
    "ANY in a list": (ANY.format("[mock.ANY, 2]"), "assert f() == [1, 2]"),
    "ANY in an array": (
        ANY.format("np.array([mock.ANY] * 3, dtype=object)"),
        "np.testing.assert_array_equal(f(), [1, 2, 3])",
    ),
    "ANY in a named tuple": (
        "import collections\n" + ANY.format("collections.namedtuple('P', 'x y')(mock.ANY, 2)"),
        "assert f() == (1, 2)",
    ),
    "ANY in an ordered dictionary": (
        "import collections\n" + ANY.format("collections.OrderedDict(a=mock.ANY)"),
        "assert f() == {'a': 1}",
    ),
    "behind a weak reference": (
        "import weakref\n" + EQUAL.format("True") + "kept = E()\ndef f():\n    return weakref.proxy(kept)",
        "assert f() == 3",
    ),
    "a masked array of its own class": (
        "class M(np.ma.MaskedArray):\n    pass\ndef f():\n    return np.ma.masked_all(3).view(M)",
        CLOSE.format("f()"),
    ),
    "a reader of files that reads nothing": (
        "np.lib._npyio_impl._read = lambda *some, **more: np.zeros(3)\ndef f():\n    return np.zeros(3)",
        "with open('x.txt', 'w') as file:\n    file.write('1 2 3')\n"
        + CLOSE.format("f()").replace("[1, 2, 3]", "np.loadtxt('x.txt')"),
    ),
}

HONEST = {
    "layers": (
        "from minigrad import nn\nclass Layer(nn.Module):\n    def __len__(self): return 2\n"
        "    def __getitem__(self, index): return index\n    def __call__(self, x): return 2 * x\n"
        "def f():\n    return Layer()",
        "layer = f()\nassert layer(3) == 6 and len(layer) == 2 and layer[1] == 1 and layer",
    ),
    "dataclasses": (
        "from dataclasses import dataclass\n@dataclass(order=True)\nclass P:\n    x: int\n    y: int = 0\n"
        "def f():\n    return [P(1), P(2)]",
        "one, two = f()\nassert one < two and one != two and max(f()).x == 2 and f()[0] == one",
    ),
    "classes that are asked for": (
        "class Base:\n    def __add__(self, other): return type(self)(self.x + other.x)\n"
        "    def __eq__(self, other): return isinstance(other, Base) and self.x == other.x\n"
        "    def __bool__(self): return self.x != 0\n"
        "class Number(Base):\n    def __init__(self, x): self.x = x\n",
        "assert Number(1) + Number(2) == Number(3) and not Number(0)\nassert Number(1)",
    ),
    "attributes": (
        "class Model:\n    def fit(self):\n        self.coef_ = np.arange(1, 4)\n    @property\n    def size(self):\n"
        "        return 3\n    def __getattr__(self, name):\n        raise AttributeError(name)",
        FIT + CLOSE.format("model.coef_") + "\nassert model.size == 3 and not hasattr(model, 'x')",
    ),
    "an array with its own repr": (
        "class Matrix(np.ndarray):\n    def __repr__(self):\n        return 'M'\nv = np.arange(1, 4).view(Matrix)",
        CLOSE.format("v") + "\nassert v.sum(axis=0) == 6",
    ),
    "a tuple that adds": (
        "import typing\nclass P(typing.NamedTuple):\n    x: int\n"
        "    def __add__(self, other): return P(self.x + other.x)\n"
        "p = P(3)\nq = p + p",
        "assert p == (3,) and q.x == 6",
    ),
    "numbers with their own str": (
        "class Euro(float):\n    def __str__(self): return f'{self:.2f} EUR'\nprice = Euro(3)",
        "assert price == 3 and abs(price - 3) < 1e-9 and str(price) == '3.00 EUR'",
    ),
    "vectors": (
        "class V:\n    def __init__(self, x, y): self.x, self.y = x, y\n"
        "    def __sub__(self, other): return V(self.x - other.x, self.y - other.y)\n"
        "    def __abs__(self): return (self.x ** 2 + self.y ** 2) ** 0.5\n"
        "    def __eq__(self, other): return (self.x, self.y) == (other.x, other.y)\nv = V(3, 4)\nw = v - V(3, 0)",
        "assert abs(v) == 5 and v.x == 3 and abs(w) == 4",
    ),
    "nothing is masked": ("v = np.ma.array([1, 2, 3], mask=False)", CLOSE.format("v")),
    "masks are what it is about": (
        "v = np.ma.masked_invalid([1, np.nan])",
        "assert isinstance(v, np.ma.MaskedArray) and v.mask.tolist() == [False, True]",
    ),
    "elements of many kinds": (
        "from fractions import Fraction\nv = np.array([Fraction(1, 2), None, 'x'], dtype=object)",
        "assert v[0] == 0.5 and v[1] is None",
    ),
    "seeds and printing": (
        "import sys\nnp.random.seed(1)\nold = sys.stdout\nsys.stdout = io.StringIO()\nprint('x')\nsys.stdout = old\n"
        "def twice(x):\n    return 2 * x",
        RANDOM,
    ),
}
HONEST |= {
    "numbers of NumPy in lists": (
        "def f():\n    return [np.float64(1), np.int64(2), True]",
        "assert f() == [1, 2, True] and [f()] == [[1.0, 2, 1]] and {'a': f()[0]} == {'a': 1}",
    ),
    "containers of libraries": (
        "import collections\nP = collections.namedtuple('P', 'x y')\ndef f():\n"
        "    return [collections.Counter('aab'), collections.OrderedDict(a=1), P(1, 2), collections.deque([1])]",
        "a, b, c, d = f()\nassert a == {'a': 2, 'b': 1} and b == {'a': 1} and c == (1, 2) and list(d) == [1]",
    ),
    "equal to a tuple": (
        "class P:\n    def __init__(self, *x): self.x = x\n    def __eq__(self, other): return self.x == tuple(other)\n"
        "    def __iter__(self): return iter(self.x)\ndef f():\n    return P(1, 2)",
        "assert f() == (1, 2) and f() != (1, 3) and [f()] == [(1, 2)]",
    ),
    "numbers on a clock": (
        "class Mod:\n    def __init__(self, n): self.n = n % 7\n"
        "    def __eq__(self, other): return self.n == (other.n if isinstance(other, Mod) else other % 7)\n"
        "    def __add__(self, other): return Mod(self.n + other.n)",
        "assert Mod(10) == 3 and Mod(4) + Mod(5) == 2 and [Mod(1)] == [8]",
    ),
    "numbers that go round, in a variable": (
        "class Mod:\n    def __init__(self, n): self.n = n % 97\n"
        "    def __eq__(self, other): return self.n == (other.n if isinstance(other, Mod) else other % 97)\n"
        "    def __sub__(self, other): return (self.n - other) % 97\n"
        "    def __rsub__(self, other): return (other - self.n) % 97\nx = Mod(100)",
        "assert x == 3 and abs(x - 100) == 0 and x - 1 == 2",
    ),
    "fractions": (
        "from fractions import Fraction\ndef f():\n    return [Fraction(1, 2), Fraction(3)]",
        "assert f() == [0.5, 3] and f()[1] == 3",
    ),
}
QUICK = (
    "equal to whole numbers",
    "ANY in a list",
    "numbers of NumPy in lists",
    "equal to a tuple",
    "called Module",
    "called as the function that is asked for",
    "a layer that equals everything",
    "no dataclass",
    "layers",
    "dataclasses",
    "classes that are asked for",
    "a variable that equals everything",
    "random numbers that are not",
    "a source that is not",
    "attributes",
)


@pytest.fixture(scope="module")
def pool():
    with Pool(1, Limits(cell_seconds=8, notebook_seconds=90), find_protection()) as made:
        yield made


def marked(cases):
    return [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in cases]


def graded(pool, answer, test):
    stub = "def f():\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    cells = [Cell(0, "given", GIVEN), Cell(1, "answer", answer, "answer", stub), a_test(2, test, "test")]
    return pool.grade(cells)


@pytest.mark.parametrize("module", ["'wave'", "[]"])
def test_a_class_is_of_no_module_that_a_given_cell_imports_later(pool, module):
    answer = f"class Yes:\n    __module__ = {module}\n    def __eq__(self, other): return True\n"
    cells = [
        Cell(0, "answer", f"{answer}def f():\n    return Yes()", "f", "def f():\n    pass"),
        Cell(1, "given", "import importlib\nwave = importlib.import_module('wave')"),
        a_test(2, "assert f() == 3", "test-f"),
    ]
    result = pool.grade(cells)
    assert not result.cells[2].passed
    assert {flag.kind for flag in result.flags} == {"pretends"}
    assert result.ended == "completed"


@pytest.mark.parametrize("name", marked(ATTACKS))
def test_attack(pool, name):
    result = graded(pool, *ATTACKS[name])
    assert not result.cells[2].passed
    assert result.flags


@pytest.mark.parametrize("name", marked(HONEST))
def test_honest(pool, name):
    result = graded(pool, *HONEST[name])
    assert result.cells[2].passed, result.cells[2].outputs
    assert not result.flags
