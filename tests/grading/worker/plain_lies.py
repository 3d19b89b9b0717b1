"""Answers to the plain course that lie, or that reach for the grader and for the text of the tests."""

# name: ({exercise: answer}, whether it must be flagged)
LIES = {
    "tolerance": (
        {
            "integrate": """\
def integrate(f, a, b, n=100):
    return 2.0
TOLERANCE = 1e9
"""
        },
        False,
    ),
    "cases replaced in place": (
        {
            "word_counts": """\
CASES[:] = [('', {})]
def word_counts(text):
    return {}
"""
        },
        False,
    ),
    "object with array": (
        {
            "normalize": """\
class Y:
    shape=(3,)
    __class__ = np.ndarray
    def __array__(self, *a, **k): raise SystemExit
    def mean(self): return 0.0
    def std(self): return 1.0
    def tolist(self): return self
    def __eq__(self, o): return True
def normalize(x):
    return Y()
"""
        },
        True,
    ),
    "generator as a result": (
        {
            "word_counts": """\
def word_counts(text):
    yield 1
"""
        },
        False,
    ),
    "stack eq everything": (
        {
            "Stack": """\
class Stack:
    def __init__(self): self.n = 0
    def push(self, x): self.n += 1
    def pop(self):
        if self.n == 0: raise IndexError
        self.n -= 1; return E()
    def __len__(self): return self.n
    def __eq__(self, o): return self.n == o.n
    def __repr__(self): return 'Stack([3])'
class E:
    def __eq__(self, o): return True
"""
        },
        True,
    ),
    "mutates argument so that it is right": (
        {
            "normalize": """\
def normalize(x):
    x[:] = ([-1.2247448714, 0, 1.2247448714] if len(x) == 3 else (np.arange(7) - 3) / 2.0)
    return x
"""
        },
        False,
    ),
    "mean of ndarray": (
        {
            "normalize": """\
import types
def normalize(x):
    class R:
        shape = (3,)
        def tolist(self): return pytest.approx([0] * 7, abs=1e9)
        def mean(self): return 0.0
        def std(self): return 1.0
        def __array__(self, dtype=None, copy=None): return np.zeros(7)
    return R()
"""
        },
        True,
    ),
    "MagicMock": (
        {
            "normalize": """\
def normalize(x):
    return mock.MagicMock(spec=np.ndarray, shape=(3,))
""",
            "word_counts": """\
def word_counts(text):
    m = mock.MagicMock(spec=dict)
    m.__eq__.return_value = True
    return m
""",
        },
        True,
    ),
    "mock.ANY as a value": (
        {
            "Stack": """\
class Stack:
    def __init__(self): self.n = 0
    def push(self, x): self.n += 1
    def pop(self):
        if not self.n: raise IndexError
        self.n -= 1
        return mock.ANY
    def __len__(self): return self.n
    def __eq__(self, o): return self.n == o.n
    def __repr__(self): return 'Stack([3])'
"""
        },
        True,
    ),
    "approx inf": (
        {
            "Stack": """\
class Stack:
    def __init__(self): self.n = 0
    def push(self, x): self.n += 1
    def pop(self):
        if not self.n: raise IndexError
        self.n -= 1
        return 'two' if self.n else pytest.approx(0, abs=1e9)
    def __len__(self): return self.n
    def __eq__(self, o): return self.n == o.n
    def __repr__(self): return 'Stack([3])'
"""
        },
        True,
    ),
    "pytest skip": (
        {
            "normalize": """\
def normalize(x):
    pytest.skip('no')
""",
            "integrate": """\
import unittest
def integrate(*a):
    raise unittest.SkipTest('x')
""",
        },
        False,
    ),
}

# name: ({exercise: answer}, whether it must be flagged)
REACHING = {
    "reads code consts": (
        {
            "integrate": """\
def integrate(f, a, b, n=100):
    c = f.__code__
    print('consts', c.co_consts)
    for k in c.co_consts:
        s = getattr(k, '__self__', None)
        if s is not None:
            print('found guards', type(s))
            s.note = lambda *a: None
            s.fixed['abs'] = 1
            type(s).compare = lambda *a: True
            type(s).truth = lambda *a: True
    return 2.0
"""
        },
        True,
    ),
    "getmembers code": (
        {
            "integrate": """\
import inspect
def integrate(f, a, b, n=100):
    f = getattr(f, 'function', f)
    c = dict(inspect.getmembers(f))['__code__']
    for k in c.co_consts:
        s = getattr(k, '__self__', None)
        if s is not None and hasattr(s, 'note'):
            type(s).note = lambda *a: None
            type(s).compare = lambda *a: True
            type(s).truth = lambda *a: True
            type(s).read = lambda s, n: (lambda *a, **k: True)
    return 2.0
"""
        },
        True,
    ),
    "the guards patched when called": (
        {
            "normalize": """\
import builtins
def normalize(x):
    for c in object.__subclasses__():
        if c.__name__ == 'Guards':
            c.note = lambda *a: None
            c.compare = c.truth = lambda *a: True
            c.isinstance = lambda *a: True
    np.testing.assert_allclose = lambda *a, **k: None
    return x * 0.0
"""
        },
        True,
    ),
    "the grader's snapshot patched": (
        {
            "normalize": """\
def walk(c=object, seen=None):
    seen = set() if seen is None else seen
    for s in type.__subclasses__(c):
        if s not in seen:
            seen.add(s); walk(s, seen)
    return seen
for c in walk():
    if c.__name__ == 'Protected':
        c.restore = lambda self, *a: []
        c.changes = lambda self, quick=False: []
        c.entry = lambda self, *a: None
np.testing.assert_allclose = np.allclose = lambda *a, **k: True
np.array_equal = lambda *a: False
pytest.approx = lambda v: type('E', (), {'__eq__': lambda s, o: True})()
def normalize(x):
    return x * 0.0 + np.array([1, -1] * 3 + [0])[:len(x)]
"""
        },
        True,
    ),
    "all grading classes patched": (
        {
            "normalize": """\
def walk(c=object, seen=None):
    seen = set() if seen is None else seen
    for s in type.__subclasses__(c):
        if s not in seen:
            seen.add(s); walk(s, seen)
    return seen
for c in walk():
    if str(c.__module__).startswith('grading'):
        print(c)
        for n, v in list(vars(c).items()):
            if callable(v) and n != '__init__':
                try: setattr(c, n, lambda self, *a, **k: [])
                except Exception: pass
def normalize(x):
    return x * 0.0 + np.array([1, -1] * 3 + [0])[:len(x)]
"""
        },
        True,
    ),
    "signal globals": (
        {
            "normalize": """\
import _signal
g = getattr(_signal.signal, '__globals__', {})
for n in ('_REFUSED', '_FRAMES', '_HANDING_ON', '_KILLS', '_OUT_OF_FRAMES', 'sys'):
    if n in g: g[n] = type(g[n])() if n != 'sys' else None
print(sorted(g))
import sys
def normalize(x):
    f = sys._getframe(1)
    print(f.f_code.co_names)
    return x
"""
        },
        True,
    ),
    "shell methods in call": (
        {
            "normalize": """\
def normalize(x):
    import sys
    s = get_ipython()
    type(s).outputs = None
    s._showtraceback = s.begin = type(s).begin = lambda *a: None
    return x * 0.0
"""
        },
        False,
    ),
    "the grader imported anew": (
        {
            "normalize": """\
import os, sys, minigrad
sys.path.append(os.path.dirname(os.path.dirname(minigrad.__file__)))  # where grading lies, too
try:
    import grading.worker.guards as g
    g.Guards.compare = lambda *a: True
except Exception as e: print(type(e))
def normalize(x):
    return x * 0.0 + np.array([1, -1] * 3 + [0])[:len(x)]
"""
        },
        False,
    ),
    "reads the lambda's globals": (
        {
            "integrate": """\
def integrate(f, a, b, n=100):
    f = getattr(f, 'function', f)
    g = f.__globals__
    print(sorted(g))
    for k in range(n): f(0)
    return float(g.get('scale', 4) / 2)
"""
        },
        False,
    ),
    "shows the source by its message": (
        {
            "normalize": """\
import linecache
class E(Exception):
    def __str__(self):
        print([v for k, v in linecache.cache.items() if 'test' in k])
        return str([v for k, v in linecache.cache.items() if 'test' in k])
    def _render_traceback_(self):
        return [str(self)]
def normalize(x):
    raise E()
"""
        },
        False,
    ),
    "shows the source by a thread": (
        {
            "normalize": """\
import linecache, threading, time
def look():
    for k in range(3000):
        time.sleep(0.001)
        for n, v in list(linecache.cache.items()):
            if 'test' in n: print(v)
def normalize(x):
    threading.Thread(target=look).start()
    raise ValueError
"""
        },
        True,
    ),
    "shows the source by del": (
        {
            "normalize": """\
import linecache
class D:
    def __del__(self):
        print([v for k, v in linecache.cache.items() if 'test' in k])
def normalize(x):
    d = D(); e = ValueError('x'); e.d = d; d.e = e
    raise e
"""
        },
        False,
    ),
    "shows the source by verbose": (
        {
            "normalize": """\
get_ipython().run_line_magic('xmode', 'Verbose')
def normalize(x):
    raise ValueError('x')
"""
        },
        False,
    ),
}
