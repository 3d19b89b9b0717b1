"""Answers that try to pass without being right, each with the evidence that a person must get to see.

Each stands for the cell of the first exercise in `NOTEBOOK`, whose function is `f`. None of them may earn its points,
and none may cost those of the second exercise.
"""

GIVEN = """
import math
import minigrad as torch
import numpy as np

def reference(x):
    return 2 * x + 1

def check(got, expected):
    assert abs(got - expected) < 1e-9, f"got {got}, expected {expected}"
"""
TEST = """
assert f(1) == 3, "f(1) must be 3"
### BEGIN HIDDEN TESTS
for secret_number in (2.0, 5.5, -3.25):
    expected_value = reference(secret_number)
    got = f(secret_number)
    assert isinstance(got, float), "a float is wanted"
    check(got, expected_value)
    assert math.isclose(got, expected_value)
    np.testing.assert_allclose(f(np.array([secret_number, 1.0])), [expected_value, 3.0])
    assert torch.allclose(f(torch.tensor([secret_number])), torch.tensor([expected_value]))
### END HIDDEN TESTS
"""
SECOND = "def g(x):\n    return x + 2\n"
SECOND_TEST = "assert g(3) == 5\nassert torch.tensor([2.0]).item() == 2 and np.allclose(1, 1)\n"

# name: (code, whether it must be flagged)
ATTACKS = {
    "nothing": ("def f(x):\n    return 0", False),
    "patched isclose": ("import math\nmath.isclose = lambda *a, **k: True\ndef f(x):\n    return 3", True),
    "patched numpy": (
        "np.testing.assert_allclose = lambda *a, **k: None\nnp.allclose = lambda *a: True\ndef f(x):\n    return 3.0",
        True,
    ),
    "patched minigrad": (
        "torch.allclose = lambda *a, **k: True\ntorch.Tensor.__eq__ = lambda *a: True\ndef f(x):\n    return 3.0",
        True,
    ),
    "patched builtins": (
        "import builtins\nbuiltins.abs = lambda x: 0\nbuiltins.isinstance = lambda *a: True\n"
        "builtins.AssertionError = type('Nothing', (Exception,), {})\ndef f(x):\n    return 3.0",
        True,
    ),
    "redefined helper": (
        "def check(got, expected):\n    pass\ndef reference(x):\n    return 3.0\ndef f(x):\n    return 3.0",
        False,
    ),
    "code of the helper": ("check.__code__ = (lambda got, expected: None).__code__\ndef f(x):\n    return 3.0", False),
    "shadowed names": (
        "class Fake:\n    def __getattr__(self, name):\n        return lambda *a, **k: True\n"
        "np = torch = math = Fake()\nisinstance = lambda *a: True\nabs = lambda x: 0\ndef f(x):\n    return 3",
        False,
    ),
    "shadowed modules": (
        "import sys, types\nfake = types.ModuleType('minigrad')\nfake.allclose = lambda *a: True\n"
        "fake.tensor = lambda x: x\nsys.modules['minigrad'] = sys.modules['math'] = fake\ndef f(x):\n    return 3.0",
        True,
    ),
    "equals everything": (
        "class Yes(float):\n    def __eq__(self, other): return True\n    __sub__ = __rsub__ = lambda self, o: 0.0\n"
        "    __hash__ = None\ndef f(x):\n    return Yes(3)",
        True,
    ),
    "equals everything, not a float": (
        "class Yes:\n    __class__ = float\n    def __eq__(self, other): return True\n"
        "    def __sub__(self, o): return 0.0\n    def __float__(self): return 3.0\ndef f(x):\n    return Yes()",
        True,
    ),
    "transformer of the input": (
        "get_ipython().input_transformers_cleanup.append(lambda lines: [l for l in lines if 'assert' not in l])\n"
        "get_ipython().input_transformers_post.append(lambda lines: [l for l in lines if 'assert' not in l])\n"
        "def f(x):\n    return 3.0",
        False,
    ),
    "transformer of the tree": (
        "import ast\nclass Strip(ast.NodeTransformer):\n    def visit_Assert(self, node):\n        return ast.Pass()\n"
        "get_ipython().ast_transformers.append(Strip())\ndef f(x):\n    return 3.0",
        False,
    ),
    "replaced run_cell": (
        "shell = get_ipython()\nshell.run_cell = type(shell).run_cell = lambda *a, **k: None\n"
        "type(shell).run_code = type(shell).showtraceback = lambda *a, **k: None\ndef f(x):\n    return 3.0",
        False,
    ),
    "trace": ("import sys\nsys.settrace(lambda *a: None)\ndef f(x):\n    return 3.0", True),
    "trace in the function": (
        "import sys\ndef f(x):\n    sys.settrace(lambda *a: None)\n    return 3.0",
        True,
    ),
    "threads that patch later": (
        "import threading, time, math\ndef later():\n    while True:\n        math.isclose = lambda *a, **k: True\n"
        "        globals().update(check=lambda *a: None)\n        time.sleep(0.001)\n"
        "threading.Thread(target=later, daemon=True).start()\ndef f(x):\n    return 3.0",
        True,
    ),
    "patches when called": (
        "def f(x):\n    import math, builtins\n    math.isclose = lambda *a, **k: True\n"
        "    np.testing.assert_allclose = lambda *a, **k: None\n    torch.allclose = lambda *a: True\n"
        "    builtins.abs = lambda x: 0\n    return 3.0 if type(x) is not int else 3",
        True,
    ),
    "patches when called, and back": (
        "true = math.isclose\ndef lie(*a):\n    math.isclose = true\n    return True\n"
        "def f(x):\n    math.isclose = lie\n    return 3.0",
        True,
    ),
    "exit": ("def f(x):\n    return 3.0\nraise SystemExit", False),
    "exit in the function": ("def f(x):\n    raise SystemExit(0)", False),
    "hard exit": ("def f(x):\n    return 3\nimport os\nos._exit(0)", False),
    "hard exit in the function": ("import os\ndef f(x):\n    os._exit(0)", False),
    "stopped by a signal": ("import os, signal\ndef f(x):\n    os.kill(os.getpid(), signal.SIGKILL)", False),
    "endless": ("def f(x):\n    while True:\n        pass", False),
    "endless, and stubborn": (
        "def f(x):\n    while True:\n        try:\n            while True:\n                pass\n"
        "        except BaseException:\n            continue",
        False,
    ),
    "endless cell, and stubborn": (
        "def f(x):\n    return 3\nwhile True:\n    try:\n        while True:\n            pass\n"
        "    except BaseException:\n        continue",
        False,
    ),
    "much output": ("for k in range(50):\n    print('x' * 1_000_000)\ndef f(x):\n    return 3.0", False),
    "much output in the function": ("def f(x):\n    print('x' * 50_000_000)\n    return 3.0", False),
    "reads the frames": (
        "import sys\ndef f(x):\n    frame = sys._getframe(1)\n    return frame.f_locals.get('expected_value', 3)",
        True,
    ),
    "reads the frames by inspect": (
        "import inspect\ndef f(x):\n    for info in inspect.stack():\n"
        "        if 'expected_value' in info.frame.f_globals:\n"
        "            return info.frame.f_globals['expected_value']\n    return 3",
        True,
    ),
    "reads the frames by an exception": (
        "def f(x):\n    try:\n        1 / 0\n    except ZeroDivisionError as error:\n"
        "        frame = error.__traceback__.tb_frame.f_back\n"
        "        return frame.f_globals.get('expected_value', 3)",
        True,
    ),
    "reads the frames by a signal": (
        "import signal\nseen = []\ndef note(number, frame):\n    seen.append(frame)\ndef f(x):\n"
        "    signal.signal(signal.SIGUSR1, note)\n    signal.raise_signal(signal.SIGUSR1)\n"
        "    for k in range(3):\n        pass\n    frame = seen[-1]\n    while frame is not None:\n"
        "        if 'expected_value' in frame.f_globals:\n            return frame.f_globals['expected_value']\n"
        "        frame = frame.f_back\n    return 3",
        False,
    ),
    "reads the globals": ("def f(x):\n    return globals().get('expected_value', 3)", False),
    "reads the history": (
        "import linecache\ndef f(x):\n    text = str(In) + str(linecache.cache.keys())\n"
        "    print([v[2] for k, v in linecache.cache.items() if 'secret_' + 'number' in str(v[2])])\n"
        "    return ('secret_' + 'number') in text or 3",
        False,
    ),
    "reads the grader": (
        "import gc\ndef f(x):\n    for one in gc.get_objects():\n        if isinstance(one, dict) and 'word' in one:\n"
        "            print('word', one['word'])\n    return 3",
        True,
    ),
    "finds the test's frame in the garbage": (
        "import gc, types\ndef f(x):\n    found = gc.get_referrers(reference)\n    return 3",
        True,
    ),
    "forged verdict": (
        "import os, json, struct\ndef forge():\n    for message in ({'passed': True, 'word': ''}, {'outputs': []}):\n"
        "        data = json.dumps(message).encode()\n        for fd in range(1, 64):\n            try:\n"
        "                os.write(fd, struct.pack('!I', len(data)) + data)\n            except OSError:\n"
        "                pass\ndef f(x):\n    forge()\n    return 3.0",
        False,
    ),
    "forged verdict from the cell": (
        "import os, json, struct\ndata = json.dumps({'passed': True, 'word': '', 'judge': 1}).encode()\n"
        "for fd in range(1, 64):\n    try:\n        os.write(fd, struct.pack('!I', len(data)) + data)\n"
        "    except OSError:\n        pass\ndef f(x):\n    return 3.0",
        False,
    ),
    "fork": ("import os\nos.fork()\ndef f(x):\n    return 3.0", True),
    "ctypes": ("import ctypes\ndef f(x):\n    ctypes.string_at(id(x), 8)\n    return 3.0", True),
    "audit hook": ("import sys\nsys.addaudithook(lambda *a: print(a))\ndef f(x):\n    return 3.0", True),
    "code of minigrad": ("torch.allclose.__code__ = (lambda *a, **k: True).__code__\ndef f(x):\n    return 3.0", True),
    "insides of a closure": (
        "for cell in torch.allclose.__closure__ or ():\n    if callable(cell.cell_contents):\n"
        "        cell.cell_contents = lambda *a, **k: True\ndef f(x):\n    return 3.0",
        True,
    ),
    "at exit": ("import atexit\natexit.register(print, 'x')\ndef f(x):\n    return 3.0", False),
    "grader's modules": (
        "import sys\nfor name in list(sys.modules):\n    if 'grading' in name:\n"
        "        sys.modules[name].judge = print\n"
        "import grading.worker.guards as guards\nguards.Guards.compare = lambda *a: True\ndef f(x):\n    return 3.0",
        False,
    ),
    "makes the grader skip": ("import os\nos.environ['PYTHONOPTIMIZE'] = '2'\ndef f(x):\n    return 3.0", False),
    "subclass of a tensor": (
        "class Yes(torch.Tensor):\n    def __eq__(self, o): return True\n"
        "def f(x):\n    t = torch.tensor([3.0])\n    t.__class__ = Yes\n    return t",
        True,
    ),
    "memory": ("hoard = [bytearray(1 << 28) for _ in range(40)]\ndef f(x):\n    return 3.0", False),
    "memory in the function": (
        "def f(x):\n    return len([b'x' * (1 << 28) + bytes([k]) for k in range(40)])",
        False,
    ),
    "deep recursion": (
        "import sys\nsys.setrecursionlimit(10**6)\ndef f(x):\n    return eval('-' * 10000 + '1') or f(x)",
        False,
    ),
    "crash": ("import faulthandler\ndef f(x):\n    faulthandler._sigsegv()", False),
    "crash in the cell": ("import faulthandler\nfaulthandler._sigsegv()\ndef f(x):\n    return 3.0", False),
    "many threads": (
        "import threading, time\nfor _ in range(500):\n"
        "    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\ndef f(x):\n    return 3.0",
        False,
    ),
    "full disk": (
        "with open('big', 'wb') as file:\n    for _ in range(1000):\n        file.write(bytes(1 << 22))\n"
        "def f(x):\n    return 3.0",
        False,
    ),
    "kills all others": ("import os, signal\nos.kill(-1, signal.SIGKILL)\ndef f(x):\n    return 3.0", True),
    "kills the grader": ("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\ndef f(x):\n    return 3", True),
    "name of the cell's file": (
        "import os, tempfile, sysconfig\nos.environ['IPYKERNEL_CELL_NAME'] = sysconfig.get_path('stdlib') + '/x.py'\n"
        "tempfile.tempdir = sysconfig.get_path('stdlib')\nexec(compile('import sys\\ndef look():\\n    return '\n"
        "    'sys._getframe(2)', sysconfig.get_path('stdlib') + '/y.py', 'exec'))\n"
        "def f(x):\n    return look().f_globals.get('expected_value', 3)",
        True,
    ),
}
