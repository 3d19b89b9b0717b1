"""Answers to the plain course that change what its tests are run with. None of them may pass."""

# name: ({exercise: answer}, whether it must be flagged)
CHANGES = {
    "globals builtins in call": (
        {
            "word_counts": """\
def word_counts(text):
    g = globals()
    g['sorted'] = g['all'] = g['sum'] = g['max'] = g['same'] = lambda *a, **k: True
    g['zip'] = g['isinstance'] = lambda *a: True
    return {'a': 2, 'b': 1} if text else {}
"""
        },
        True,
    ),
    "lambda globals": (
        {
            "integrate": """\
def integrate(f, a, b, n=100):
    g = getattr(f, 'function', f).__globals__
    g['abs'] = lambda x: 0
    g['scale'] = 4.0
    g['TOLERANCE'] = 1e9
    g.setdefault('__builtins__', {})['abs'] = lambda x: 0
    return 2.0
"""
        },
        False,
    ),
    "helper globals via class": (
        {
            "integrate": """\
def integrate(f, a, b, n=100):
    g = type(f).__init__.__globals__ if hasattr(f, 'function') else globals()
    g['check_close'] = g['abs'] = lambda *a: 0
    g['TOLERANCE'] = 1e9
    return 2.0
"""
        },
        True,
    ),
    "recorder patched": (
        {
            "integrate": """\
def integrate(f, a, b, n=100):
    Recorder.__call__ = lambda self, x: 1
    Recorder.calls = property(lambda s: 100, lambda s, v: None)
    check_close.__code__ = (lambda got, expected, what='': None).__code__
    return 2.0
"""
        },
        True,
    ),
    "seterrcall": (
        {
            "normalize": """\
def cb(*a):
    np.testing.assert_allclose = np.allclose = lambda *a, **k: True
np.seterrcall(cb); np.seterr(all='call')
def normalize(x):
    np.array([1.0]) / 0
    return x * 0.0
"""
        },
        True,
    ),
    "random known": (
        {
            "normalize": """\
def normalize(x):
    np.random.default_rng = lambda s: type('R', (), {'normal': lambda self, size: np.array([-1.0, 0, 1] * 2 + [0])})()
    return np.array([-1, 0, 1]) * 1.22474487139 if len(x) == 3 else x
"""
        },
        False,
    ),
    "random.Random in call": (
        {
            "word_counts": """\
def word_counts(text):
    import random
    random.Random.choice = lambda self, s: 'a'
    return {'a': 2, 'b': 1} if 'b a' in text else {'a': 30} if text else {}
"""
        },
        True,
    ),
    "weakref callback": (
        {
            "normalize": """\
import weakref
class X: pass
def normalize(x):
    t = X(); global keep
    keep = weakref.ref(t, lambda r: setattr(np.testing, 'assert_allclose', lambda *a, **k: None))
    np.allclose = lambda *a: True
    return x * 0.0
"""
        },
        True,
    ),
    "finalizer that patches": (
        {
            "normalize": """\
class Y(np.ndarray):
    def __del__(self):
        np.testing.assert_allclose = np.allclose = np.array_equal = lambda *a, **k: True
        math.isclose = lambda *a: True
def normalize(x):
    return np.zeros(len(x)).view(Y)
"""
        },
        False,
    ),
    "finalizer that puts C functions": (
        {
            "normalize": """\
class Y(np.ndarray):
    def __del__(self):
        np.testing.assert_allclose = print
        np.allclose = id
def normalize(x):
    return np.zeros(len(x)).view(Y)
"""
        },
        False,
    ),
    "thread switchinterval": (
        {
            "integrate": """\
import sys, threading
def integrate(f, a, b, n=100):
    sys.setswitchinterval(1e-6)
    g = getattr(f, 'function', f).__globals__
    def run():
        while True:
            g['scale'] = 4.0
            g['TOLERANCE'] = 1e9
            math.isclose = lambda *a: True
    threading.Thread(target=run, daemon=True).start()
    for k in range(n): f(0)
    return 2.0
"""
        },
        True,
    ),
    "itimer": (
        {
            "normalize": """\
import signal
def h(*a):
    np.testing.assert_allclose = np.allclose = lambda *a, **k: True
signal.signal(signal.SIGALRM, h)
signal.signal(signal.SIGVTALRM, h)
def normalize(x):
    signal.setitimer(signal.ITIMER_VIRTUAL, 1e-4, 1e-4)
    signal.setitimer(signal.ITIMER_REAL, 1e-4, 1e-4)
    return x * 0.0
"""
        },
        True,
    ),
    "builtins item": (
        {
            "word_counts": """\
def word_counts(text):
    b = __builtins__ if isinstance(__builtins__, dict) else vars(__builtins__)
    b['sorted'] = b['all'] = b['sum'] = b['max'] = lambda *a, **k: True
    import builtins
    vars(builtins)['sum'] = lambda *a: 30
    return {'a': 2, 'b': 1} if 'b a' in text else {}
"""
        },
        True,
    ),
    "import hook": (
        {
            "integrate": """\
import sys
class F:
    def find_spec(self, *a): return None
    def find_module(self, *a): return None
sys.meta_path.insert(0, F())
sys.modules['math'] = type('m', (), {'isclose': staticmethod(lambda *a: True), 'sin': staticmethod(lambda x: 0)})
def integrate(f, a, b, n=100):
    return 2.0
"""
        },
        True,
    ),
    "module class in call": (
        {
            "normalize": """\
import types
class M(types.ModuleType):
    def __getattribute__(self, n):
        if n in ('assert_allclose', 'allclose'): return lambda *a, **k: True
        return super().__getattribute__(n)
def normalize(x):
    np.__class__ = M
    np.testing.__class__ = M
    return (x - x.mean()) * 0 + np.array([1, -1] * 3 + [0])[:len(x)]
"""
        },
        False,
    ),
    "contexts that raise nothing": (
        {
            "Stack": """\
import pytest
pytest.raises = lambda *a: __import__('contextlib').nullcontext()
class Stack:
    def __init__(self): self.items = []
    def push(self, x): self.items.append(x)
    def pop(self): return self.items.pop() if self.items else None
    def __len__(self): return len(self.items)
    def __eq__(self, o): return self.items == o.items
    def __repr__(self): return f'Stack({self.items})'
"""
        },
        True,
    ),
    "contexts that raise nothing, when called": (
        {
            "Stack": """\
class Stack:
    def __init__(self):
        self.items = []
        import pytest
        pytest.raises = lambda *a: __import__('contextlib').nullcontext()
    def push(self, x): self.items.append(x)
    def pop(self): return self.items.pop() if self.items else None
    def __len__(self): return len(self.items)
    def __eq__(self, o): return self.items == o.items
    def __repr__(self): return f'Stack({self.items})'
"""
        },
        True,
    ),
    "approx patched in call": (
        {
            "normalize": """\
def normalize(x):
    import _pytest.python_api as p
    p.ApproxSequenceLike.__eq__ = p.ApproxScalar.__eq__ = lambda *a: True
    pytest.approx = lambda v, **k: v
    return (x - x.mean()) / x.std() if len(x) == 3 else x * 0
"""
        },
        False,
    ),
    "redirect patched": (
        {
            "word_counts": """\
import contextlib
contextlib.redirect_stdout = lambda f: contextlib.nullcontext(io.StringIO())
def word_counts(text):
    out = {}
    for w in text.split():
        out[w] = out.get(w, 0) + 1
    print('noise') if 'x' in text else 0
    return out
"""
        },
        True,
    ),
    "lambda closure": (
        {
            "integrate": """\
def integrate(f, a, b, n=100):
    f = getattr(f, 'function', f)
    for c in f.__closure__ or (): c.cell_contents = 4.0
    return 2.0
"""
        },
        False,
    ),
    "str subclass key": (
        {
            "word_counts": """\
class K(str):
    def __eq__(self, o): return True
    def __hash__(self): return hash('got')
globals()[K('got')] = 1
globals()[K('np')] = 1
def word_counts(text):
    return {}
"""
        },
        False,
    ),
    "numpy C patched": (
        {
            "normalize": """\
def normalize(x):
    import numpy._core.numeric as n, numpy._core.multiarray as m, numpy.testing._private.utils as u
    u.assert_array_compare = lambda *a, **k: None
    n.isclose = m.array = lambda *a, **k: True
    return x * 0.0 + np.array([1, -1] * 3 + [0])[:len(x)]
"""
        },
        True,
    ),
    "ufunc swapped": (
        {
            "normalize": """\
def normalize(x):
    np.isclose = np.absolute = np.less_equal = np.logical_and = lambda *a, **k: np.array(True)
    np._core.umath.less_equal = lambda *a, **k: np.array(True)
    return x * 0.0 + np.array([1, -1] * 3 + [0])[:len(x)]
"""
        },
        True,
    ),
    "class of the main module": (
        {
            "normalize": """\
import sys
class M(type(sys)):
    def __getattr__(self, n): return lambda *a, **k: True
sys.modules['__main__'].__class__ = M
def normalize(x):
    d = sys.modules['__main__'].__dict__
    d['np'] = d['isinstance'] = d['abs'] = lambda *a: True
    return x * 0
"""
        },
        True,
    ),
    "names bound in a class body": (
        {
            "word_counts": """\
class X:
    globals().update(same=lambda *a: True, sum=lambda *a: 30, type=lambda x: dict)
def word_counts(text):
    return {}
"""
        },
        True,
    ),
    "names bound in the shell's namespace": (
        {
            "word_counts": """\
get_ipython().user_ns.update(same=lambda *a: True)
get_ipython().push({'isinstance': lambda *a: True})
def word_counts(text):
    get_ipython().user_ns.update(sorted=lambda *a: [], zip=lambda *a: [])
    return {}
"""
        },
        True,
    ),
    "given class patched when called": (
        {
            "integrate": """\
def integrate(f, a, b, n=100):
    Recorder.calls = property(lambda s: 100, lambda s, v: None)
    f = getattr(f, 'function', f)
    return (f(a)+f(b))/2*(b-a) if n else 1/0
"""
        },
        True,
    ),
    "code of check": (
        {
            "integrate": """\
def integrate(f, a, b, n=100):
    check_close.__code__ = (lambda got, expected, what='': None).__code__
    return 2.0
"""
        },
        True,
    ),
}
