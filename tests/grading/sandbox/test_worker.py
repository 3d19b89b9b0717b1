"""Each protection with the real worker in it: what must be lost is lost, what must hold holds, nothing stays."""

import os
import socket
import tempfile
from pathlib import Path

import pytest

from tests.grading.sandbox.test_end import alive
from tests.grading.sandbox.ways import Way, ways
from tests.grading.sandbox.working import graded, notebook

ALL = [True, True, True]
MARK = f"grading_test_worker_mark{os.getpid()}"  # others may be running these tests here

# Each costs itself, and none of the cells around it.
STOPS = {
    "exits": "import os; os._exit(0)",
    "crashes": "import faulthandler; faulthandler._sigsegv()",
    "kills itself later": "import subprocess; subprocess.Popen(['sh', '-c', 'sleep 0.1; kill -9 $PPID'])",
    "a thread exits later": "import os, threading\nthreading.Timer(0.1, os._exit, (1,)).start()",
    "a timer": "import signal; signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)",
    "exits in the next cell": "import os; get_ipython().events.register('pre_run_cell', lambda *_: os._exit(0))",
    "ends every compilation": "import builtins, os; builtins.compile = lambda *a, **k: os._exit(0)",
    "all files": "hoard = []\nwhile True:\n    hoard.append(open('/dev/null'))",
    "all memory": "hoard = []\nwhile True:\n    hoard.append(bytearray(b'x' * 60_000))",
    "half the memory, which a judge has again": "hoard = bytearray(b'x' * (400 << 20))",
    "limits of its own": "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))",
    "the lowest priority": "import os; os.nice(19)",
    "a file that is too large": "open('large', 'wb').write(bytes(20 << 20))",
    "output": "print('x' * 20_000_000)",
}
THREADS = "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=(1000,)).start()"
STAYS = f"""
import subprocess, sys, tempfile
for session in (False, True):
    code = "import time; time.sleep(300)"
    subprocess.Popen([sys.executable, "-c", code, "{MARK}"], start_new_session=session)
tempfile.mkstemp(prefix="{MARK}")
open("{MARK}", "w").close()
print("all of it " + "begun")
"""


def all_ways():
    found = [*ways(), Way("none", True)]
    found += [Way("none", False)] if os.geteuid() == 0 else []
    return [found[0], *(pytest.param(way, marks=pytest.mark.long) for way in found[1:])]


@pytest.fixture(scope="module", params=all_ways(), ids=str)
def results(request):
    """What becomes of all notebooks behind one protection, one after the other, and what they were told to reach."""
    safe = request.param.name != "none"
    with socket.create_server(("127.0.0.1", 0)) as server, tempfile.NamedTemporaryFile("w") as secret:
        secret.write("hush")
        secret.flush()
        os.chmod(secret.name, 0o644)
        reads = f"import os\nprint(open({secret.name!r}).read(), os.environ['GRADING_TEST_SECRET'])"
        connects = (
            f"import socket\nsocket.create_connection({server.getsockname()!r}, timeout=2)\nprint('conn' + 'ected')"
        )
        notebooks = {"right": notebook(), "wrong": notebook(answer="def square(x):\n    return 4\n")}
        notebooks |= {name: notebook(code) for name, code in STOPS.items()}
        notebooks |= {"stays": notebook(STAYS)}
        notebooks |= {"reads": notebook(reads), "connects": notebook(connects)}
        if safe:  # without a sandbox there is no limit of its own on their number
            notebooks["all threads"] = notebook(THREADS)
        return request.param, graded(request.param.name, request.param.ordinary, notebooks)


def test_it_holds_here(results):
    assert results[1]["why_not"] is None


def test_verdicts(results):
    assert results[1]["right"]["passed"] == ALL
    assert results[1]["wrong"]["passed"] == [True, False, True]


def test_each_costs_only_itself(results):
    way, found = results
    names = [*STOPS, *(["all threads"] if way.name != "none" else [])]
    assert {name: found[name]["passed"] for name in names} == dict.fromkeys(names, ALL)


def test_output_is_cut(results):
    assert len(results[1]["output"]["text"]) < 200_000


def test_nothing_stays(results):
    assert results[1]["stays"]["passed"] == ALL
    assert "all of it begun" in results[1]["stays"]["text"]
    assert alive(MARK) == []
    places = [Path(tempfile.gettempdir()), Path.cwd(), Path.home()]
    assert [path for place in places for path in place.glob(f"{MARK}*")] == []


def test_what_is_outside_is_out_of_reach(results):
    way, found = results
    reached = ["hush" in found["reads"]["text"], "connected" in found["connects"]["text"]]
    # Python itself tells the worker of a connection, which is refused; it could be made in other ways.
    assert reached == [way.name == "none", False]
