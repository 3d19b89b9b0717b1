"""Honest habits: what stands in cells of students' own. Each is put before the first answer, and costs nothing."""

HABITS = {
    "warns": "import sys, warnings\nwarnings.warn('so so')\nprint('a line', file=sys.stderr)",
    "makes_errors_of_warnings": "import warnings\nwarnings.simplefilter('error')",
    "ignores_warnings": "import warnings\nwarnings.filterwarnings('ignore')",
    "configures_logging": """\
import logging
logging.basicConfig(level=logging.DEBUG, force=True)
logging.getLogger("mine").warning("careful")
logging.captureWarnings(True)""",
    "prints_with_fewer_digits": """\
import numpy as np
np.set_printoptions(precision=1, threshold=5, suppress=True)
getattr(torch, "set_printoptions", lambda **options: None)(precision=2)
%precision 2""",
    "sets_its_own_seeds": """\
import random
import numpy as np
random.seed(1)
np.random.seed(1)
torch.manual_seed(1)""",
    "works_on_infinities": """\
import numpy as np
np.seterr(all="ignore")
with np.errstate(divide="raise"):
    print(np.arange(3) + 1)""",
    "divides_by_zero_in_numpy": "import numpy as np\nnp.ones(2) / np.zeros(2)",
    "draws_if_it_can": """\
try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None
if plt:
    plt.plot([1, 2, 3])""",
    "times_a_line": "%timeit -n 2 -r 2 sum(range(10))",
    "times_a_cell": "%%time\ntotal = sum(range(1000))\ntotal",
    "captures_output": "%%capture captured\nprint('nothing to see')",
    "looks_at_the_help": """\
torch.tensor?
help(torch.no_grad)
from IPython.display import display
display({'a': 1})""",
    "uses_the_last_outputs": "40 + 2\n_ if '_' in globals() else None\nlen(In), type(Out)",
    "another_traceback_mode": """\
%xmode Plain
%pdb off
%config InteractiveShell.ast_node_interactivity = 'all'
1
2""",
    "takes_all_names": """\
from minigrad import *
from math import *
from numpy import *
from builtins import *  # some of them were hidden by the others""",
    "imports_its_own": """\
from __future__ import annotations
import collections, dataclasses, itertools, operator, typing
from functools import lru_cache, partial, reduce
import numpy as np""",
    "a_class_of_its_own": """\
from dataclasses import dataclass
from enum import Enum
@dataclass(order=True)
class Node:
    name: str
    weight: float = 0.0
    def __repr__(self):
        return f"<{self.name}>"
class Colour(Enum):
    RED = 1
sorted([Node("b"), Node("a")]), Colour.RED""",
    "a_thread_of_its_own": """\
import threading, time
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool:
    print(list(pool.map(lambda k: k * k, range(4))))
def wait():
    time.sleep(30)
threading.Thread(target=wait, daemon=True).start()""",
    "a_generator_left_open": """\
def count_on():
    try:
        with torch.no_grad():
            while True:
                yield 1
    finally:
        print("closed")
open_generator = count_on()
next(open_generator)
torch.set_grad_enabled(True)  # it is still inside its block
lines = (line for line in ["a", "b"])
next(lines)""",
    "awaits": "import asyncio\nawait asyncio.sleep(0)\nasync def later():\n    return 3\nawait later()",
    "switches_recording_off_and_on": """\
with torch.no_grad():
    quiet = torch.ones(2, requires_grad=True) * 2
torch.set_grad_enabled(False)
torch.set_grad_enabled(True)
quiet""",
    "fails": "tensor_that_is_not_there + 1",
    "fails_in_the_middle": """\
def f():
    raise ValueError('an experiment')
try:
    f()
except ValueError:
    import traceback
    traceback.print_exc()
f()""",
    "looks_at_its_functions": """\
import inspect, sys
def mine(x, y=2):
    return x
print(inspect.signature(mine), inspect.isgeneratorfunction(mine), inspect.isfunction(mine))
print(sys.version, sys.getsizeof([]), sys.getrecursionlimit(), sys.maxsize)""",
    "allows_more_recursion": "import sys\nsys.setrecursionlimit(20_000)",
    "collects_garbage": "import gc\ngc.collect()\ngc.disable()\ngc.enable()\ngc.collect()",
    "uses_names_of_the_tests": """\
x = w = h = loss = answer = weights = flags = result = graphs = truth = 'mine'
tensors = name = k = None""",
    "keeps_a_file": """\
import json, pathlib, tempfile
pathlib.Path("losses.json").write_text(json.dumps([1.0, 0.5]))
with open("losses.json") as file:
    print(json.load(file))
with tempfile.TemporaryDirectory() as folder:
    (pathlib.Path(folder) / "x.txt").write_text("x")""",
    "keeps_a_pickle": "import copy, pickle\npickle.loads(pickle.dumps({'a': [1, 2]}))\ncopy.deepcopy([1, [2]])",
    "asks_for_the_date": """\
import datetime, os, platform, time
print(datetime.date.today().year > 2000, time.time() > 0)
print(os.getcwd(), platform.python_version())""",
    "prints_a_thousand_lines": "for k in range(1000):\n    print(k, 'steps done, the loss is', 1 / (k + 1))",
    "decorates": """\
import functools
def noisy(function):
    @functools.wraps(function)
    def inside(*arguments, **options):
        return function(*arguments, **options)
    return inside
@functools.lru_cache(maxsize=None)
@noisy
def double(x):
    return 2 * x
double(4)""",
    "draws_a_graph": """\
from minigrad import draw
weight = torch.tensor([1.0, 2.0], requires_grad=True)
picture = draw.make_dot((weight * 3).sum(), params={"weight": weight})
picture""",
    "a_cell_with_nothing": "",
    "a_comment": "# TODO: clean up\n",
    "asserts_of_its_own": "assert torch.ones(2).sum().item() == 2\nassert abs(-1) == 1, 'abs'",
    "other_letters": "größe = 3\nλ = 0.5\nprint('Größe', größe, '→ ∇ 😀', λ)",
    "catches_everything": """\
try:
    1 / 0
except:
    pass
import contextlib
with contextlib.suppress(Exception):
    [][1]""",
    "del_and_again": "temporary = [1]\ndel temporary\nimport minigrad\nimport minigrad as torch",
    "profiles": """\
import cProfile, io, pstats
profile = cProfile.Profile()
profile.enable()
sum(range(100))
profile.disable()
import timeit
timeit.timeit('1 + 1', number=10)""",
}
