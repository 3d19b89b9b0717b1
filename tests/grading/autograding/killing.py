"""Runs of the command that are killed, and a look at what they leave alive.

They are forked from a process that has imported what the command does, since that takes most of a short run's time. It
has no threads, and the students' code runs in its sandbox.
"""

import ctypes
import multiprocessing
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
SECONDS_TO_END = 30  # for what a killed run has started
HANGS = 120

server = multiprocessing.get_context("forkserver")
server.set_forkserver_preload(["grading.autograding.command"])


@dataclass
class Ran:
    """What became of a run. `code`: its exit code, negative if it was killed. `left`: what it has left alive."""

    code: int
    seconds: float
    said: str
    left: int


def runs(folder, *ways):
    """Run the command in a course once for each of `ways`: (its arguments, seconds after which it is killed or None).

    Return a Ran for each.
    """
    receiver, sender = server.Pipe(duplex=False)
    process = server.Process(target=_report, args=(sender, folder, ways))
    process.start()
    sender.close()
    try:
        return receiver.recv()
    finally:
        process.join()


def _report(sender, folder, ways):
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # orphans become this process's children
    os.chdir(folder)
    temporary = folder.parent / f"{folder.name}-tmp"
    temporary.mkdir(exist_ok=True)
    os.environ["TMPDIR"] = str(temporary)
    sender.send([_run(arguments, seconds, temporary) for arguments, seconds in ways])


def _run(arguments, seconds, temporary):
    said = temporary.parent / f"{temporary.name}.txt"
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        _command(arguments, said)
    _, status = _waited(pid, HANGS if seconds is None else seconds)
    took = time.monotonic() - started
    left = _ended(SECONDS_TO_END) + len(list(temporary.iterdir()))
    return Ran(os.waitstatus_to_exitcode(status), took, said.read_text(errors="replace"), left)


def _command(arguments, said):
    status = 70
    try:
        output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        from grading.__main__ import main

        status = main(["autograde", *arguments])
    finally:
        os._exit(status)


def _waited(pid, seconds):
    """Wait for a process, and kill it when the time has come."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = os.waitpid(pid, os.WNOHANG)
        if found[0]:
            return found
        time.sleep(0.005)
    os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)


def _ended(seconds):
    """Wait until all that a run has started is dead; return how many processes are alive after that time."""
    until = time.monotonic() + seconds
    while True:
        try:
            if not os.waitpid(-1, os.WNOHANG)[0]:
                if time.monotonic() > until:
                    return _kill_children()
                time.sleep(0.005)
        except ChildProcessError:
            return 0


def _kill_children():
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    for pid in map(int, children):
        os.kill(pid, signal.SIGKILL)
    return len(children)
