"""Answers that reach for the grader's own machinery: its frames, its messages, and what shows a failed test's lines."""

# Each takes `wanted` from a frame of the test, and answers with it. The test is in test_machinery.py.
_UP = """
def look(frame):
    while frame is not None:
        if "wanted" in frame.f_locals:
            return frame.f_locals["wanted"]
        frame = frame.f_back
"""
FRAMES = {
    "a profiler": f"""{_UP}
import sys
def f(x):
    seen = []
    sys.setprofile(lambda frame, *rest: seen.append(frame))
    len([])
    sys.setprofile(None)
    return look(seen[0])
""",
    "the shell's look at scopes": """
def f(x):
    for depth in range(1, 30):
        found = get_ipython().get_local_scope(depth)
        if "wanted" in found:
            return found["wanted"]
""",
    "the shell's way to fill in words": """
def f(x):
    for depth in range(1, 10):
        found = get_ipython().var_expand("{wanted}", depth=depth)
        if found != "{wanted}":
            return float(found)
""",
    "IPython's tool for frames": """
from IPython.utils.frame import extract_module_locals
def f(x):
    for depth in range(1, 30):
        found = extract_module_locals(depth)[1]
        if "wanted" in found:
            return found["wanted"]
""",
    "a stack with variables": """
import traceback
def f(x):
    for entry in traceback.StackSummary.extract(traceback.walk_stack(None), capture_locals=True):
        if "wanted" in (entry.locals or {}):
            return float(entry.locals["wanted"])
""",
    "Python's tracer": f"""{_UP}
import trace
seen = []
tracer = trace.Trace()
tracer.globaltrace = lambda frame, *rest: seen.append(frame)
def f(x):
    tracer.runfunc(lambda: 0)
    return look(seen[0])
""",
    "a task's stack": f"""{_UP}
import asyncio
async def stack():
    return asyncio.current_task().get_stack()
def f(x):
    return look(asyncio.run(stack())[0])
""",
    "a traceback's node": f"""{_UP}
import executing
def f(x):
    try:
        1 / 0
    except ZeroDivisionError as error:
        return look(executing.Source.executing(error.__traceback__).frame)
""",
}

# The true function behind that which gives handlers no frame.
SIGNALS = f"""{_UP}
import _signal, os, signal
inside = [cell.cell_contents for cell in _signal.signal.__closure__ or ()]
seen = []
for one in [_signal.signal, *filter(callable, inside)]:
    try:
        one(signal.SIGUSR1, lambda number, frame: seen.append(frame))
    except Exception:
        continue
def f(x):
    os.kill(os.getpid(), signal.SIGUSR1)
    return look(seen[0])
"""

MESSAGES = {
    "what is sent": """
import json, socket, struct
true = socket.socket.sendall
def sendall(self, data, *rest):
    try:
        message = json.loads(data[4:])
        message["passed"] = True
        body = json.dumps(message).encode()
        data = struct.pack("!I", len(body)) + body
    except ValueError:
        pass
    return true(self, data, *rest)
socket.socket.sendall = sendall
def f(x):
    return None
""",
    "what is received": """
import socket
true = socket.socket.recv
heard = []
def recv(self, *rest):
    heard.append(true(self, *rest))
    return heard[-1]
socket.socket.recv = recv
def f(x):
    print("heard", len(heard))
    raise ValueError(heard[-1])
""",
}

# The points of a test that gives them by its last line.
POINTS = """
def f(x):
    return None
names = get_ipython().begin.__globals__
class Output(dict):
    def __getitem__(self, key):
        return "stream" if key == "output_type" else dict.__getitem__(self, key)
class Outputs(names["Outputs"]):
    def taken(self):
        number = {"text/plain": "2"}
        return [Output(output_type="execute_result", data=number, metadata={}, execution_count=1)]
names["Outputs"] = Outputs
"""

# Each prints the lines of the test from back to front.
SHOWING = {
    "the cache of lines": """
import linecache
class Spy(dict):
    def __setitem__(self, name, value):
        print("".join(value[2])[::-1])
        dict.__setitem__(self, name, value)
linecache.cache = Spy(linecache.cache)
def f(x):
    raise ValueError
""",
    "the sources of frames": """
import executing, stack_data
true = executing.Source.for_filename.__func__
def spy(cls, *arguments, **options):
    source = true(cls, *arguments, **options)
    print(source.text[::-1])
    return source
executing.Source.for_filename = stack_data.Source.for_filename = classmethod(spy)
def f(x):
    raise ValueError
""",
    "the formatter": """
import linecache
class Formatter:
    def set_mode(self, mode):
        pass
    def structured_traceback(self, *arguments, **options):
        return ["".join("".join(lines[2]) for lines in linecache.cache.values() if len(lines) > 2)[::-1]]
get_ipython().InteractiveTB = Formatter()
def f(x):
    raise ValueError
""",
    "a colour, while the test runs": """
def f(x):
    made = get_ipython().InteractiveTB._formatters
    for one in made.values():
        one.format = lambda tokens, file: file.write("".join(text for _, text in tokens)[::-1])
    raise ValueError
""",
}
