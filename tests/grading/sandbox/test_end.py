"""When a sandbox ends, all that was started in it is dead; and nothing in it reaches a process outside."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.grading.sandbox.ways import ways

LINGER = """
import os, signal, subprocess, sys, time

def linger():
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True:
        time.sleep(1)

def child(act):
    if os.fork() == 0:
        act()
        linger()

def daemon():
    os.setsid()
    child(lambda: os.setsid())
    os._exit(0)

def stopped():
    os.kill(os.getpid(), signal.SIGSTOP)

def program():
    os.execvp("sleep", ["MARK", "3000"])

for act in (lambda: None, daemon, stopped, program, lambda: child(lambda: os.setpgid(0, 0))):
    child(act)
time.sleep(0.3)
print(len([name for name in os.listdir("/proc") if name.isdigit()]), flush=True)
"""


def alive(mark: str) -> list[int]:
    """The processes, of those that can be seen, that have the open pipe or the name `mark`."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        names = []
        with contextlib.suppress(OSError):
            names.append((folder / "cmdline").read_text(errors="replace"))
        with contextlib.suppress(OSError):  # another user's, whose name can be seen all the same
            names += [os.readlink(path) for path in (folder / "fd").iterdir()]
        if any(mark in name for name in names):
            found.append(int(folder.name))
    return found


def marked(process: subprocess.Popen) -> str:
    """The pipe that everything in the sandbox has inherited."""
    return os.readlink(f"/proc/self/fd/{process.stdout.fileno()}")


def others(mark: str) -> list[int]:
    return [pid for pid in alive(mark) if pid != os.getpid()]


def test_nothing_is_alive_when_the_sandbox_has_ended(way):
    process = way.start(LINGER)
    mark = marked(process)
    assert int(process.stdout.readline()) >= 6
    assert process.wait(timeout=20) == 0
    assert others(mark) == []
    process.communicate()


@pytest.mark.parametrize("end", ["os._exit(7)", "os.kill(1, signal.SIGKILL)", "raise SystemExit(3)", "1 / 0"])
def test_however_it_ends(way, end):
    process = way.start(LINGER + end)
    mark = marked(process)
    assert int(process.stdout.readline()) >= 6
    # No process can kill the first of its own namespace.
    expected = {"os._exit(7)": 7, "os.kill(1, signal.SIGKILL)": 0, "raise SystemExit(3)": 3, "1 / 0": 1}[end]
    assert process.wait(timeout=20) == expected
    assert others(mark) == []
    process.communicate()


def test_a_killed_caller_takes_all_with_it(way):
    process = way.start(LINGER + "linger()")
    mark = marked(process)
    assert int(process.stdout.readline()) >= 6
    assert len(others(mark)) >= 1
    process.kill()
    process.wait(timeout=20)
    until = time.monotonic() + 10
    while others(mark) and time.monotonic() < until:
        time.sleep(0.02)
    assert others(mark) == []
    process.communicate()


def test_a_killed_keeper_takes_all_with_it():
    for way in [way for way in ways() if way.name == "namespaces"]:
        process = way.start(LINGER + "linger()")
        mark = marked(process)
        assert int(process.stdout.readline()) >= 6
        keeper = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
        os.kill(keeper, signal.SIGKILL)
        assert process.wait(timeout=20) != 0
        assert others(mark) == []
        process.communicate()


def test_signals_do_not_reach_outside(way):
    probe = """
import json, os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
reached = []
for pid in (*range(OUTSIDE - 3, OUTSIDE + 4), PARENT):
    try:
        os.kill(pid, 0)
        reached.append(pid)
    except OSError:
        pass
for act in (lambda: os.kill(0, signal.SIGTERM), lambda: os.kill(-1, signal.SIGTERM)):
    try:
        act()
    except ProcessLookupError:
        pass
print(json.dumps([reached, os.getppid() in (0, 1), os.getsid(0) in (0, 1, os.getpid())]))
"""
    outside = subprocess.Popen(["sleep", "60"], process_group=0)
    try:
        numbers = f"OUTSIDE = {outside.pid}\nPARENT = {os.getpid()}\n"
        # In its caller's process group there is another process, which must not get what is sent to the whole group.
        process = way.start(numbers + probe, process_group=outside.pid) if way.ordinary is (os.geteuid() != 0) else None
        result = way.run(numbers + probe)
        assert result == [[], True, True]
        if process:
            process.communicate(timeout=20)
        assert outside.poll() is None
    finally:
        outside.kill()
        outside.wait()


def test_the_first_process_cannot_be_read_or_ended_by_the_others(way):
    probe = """
import json, os, signal
reader, writer = os.pipe()
if os.fork() == 0:
    read = []
    for name in ("mem", "maps", "environ", "fd", "root"):
        try:
            (os.listdir if name in ("fd", "root") else lambda path: open(path, "rb").read(1))(f"/proc/1/{name}")
            read.append(name)
        except OSError:
            pass
    for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
        os.kill(1, number)
    os.write(writer, json.dumps(read).encode())
    os._exit(0)
os.close(writer)
print(os.read(reader, 100).decode())
"""
    assert way.run(probe) == []
