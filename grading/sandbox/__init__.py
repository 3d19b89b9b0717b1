"""A sandbox for students' code: no network, no files but Python's own, limits, and nothing alive afterwards.

Can be imported on every system; what needs Linux, or fork, is imported where it is used.
`find_protection` tries what this computer can do; `run_confined` runs a function behind it, `wrapped` a program.
"""

import os
import platform
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grading.sandbox import advice
from grading.sandbox.kernel import ConfinementError
from grading.sandbox.view import COURSE

if TYPE_CHECKING:
    from grading.sandbox.limits import Limits

__all__ = ["ConfinementError", "Protection", "find_protection", "run_confined", "wrapped"]

_SECONDS_FOR_A_TRIAL = 30
_HOLDS = (
    "each notebook runs without network, sees only Python, minigrad and its own assignment, "
    "has limits on memory, processes and files, and nothing it started outlives it"
)


@dataclass(frozen=True)
class Protection:
    """A way to confine ("namespaces", "bubblewrap" or "none"), whether hostile code may run in it, and what holds."""

    name: str
    safe: bool
    sentence: str


def find_protection() -> Protection:
    """The first protection that holds when it is tried here; "none", with the reasons, if no one does."""
    if sys.platform != "linux":
        system = {"darwin": "macOS", "win32": "Windows"}.get(sys.platform, platform.system())
        return Protection("none", False, f"No sandbox: {system} has nothing that would do. {advice.CONTAINER}")
    reasons = []
    for name, called in (("namespaces", "Linux namespaces"), ("bubblewrap", "bubblewrap")):
        reason = why_not(name)
        if reason is None:
            return Protection(name, True, f"Sandbox by {called}: {_HOLDS}.")
        reasons.append(f"{called}: {reason}")
    return Protection("none", False, f"No sandbox holds here. {'; '.join(reasons)}. {advice.what_to_do()}")


def why_not(name: str) -> str | None:
    """Why the protection `name` does not hold on this computer, or None if it does: tried in a process of its own."""
    from grading.sandbox import bubblewrap, trial

    if name == "bubblewrap" and not bubblewrap.installed():
        return "not installed"
    if name == "bubblewrap" and os.geteuid() == 0:
        return "no limit on processes binds root: it holds for ordinary users"
    with socket.create_server(("127.0.0.1", 0)) as server:
        command = [sys.executable, "-m", trial.__name__, name, str(server.getsockname()[1])]
        try:
            done = subprocess.run(
                command, cwd=COURSE, capture_output=True, text=True, errors="replace", timeout=_SECONDS_FOR_A_TRIAL
            )
        except subprocess.TimeoutExpired:
            return f"no answer in {_SECONDS_FOR_A_TRIAL} s"
    lines = done.stdout.splitlines()
    if done.returncode or lines[:1] != [trial.BEGIN] or lines[-1:] != [trial.END]:
        reason = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        return reason.removeprefix(f"{ConfinementError.__module__}.{ConfinementError.__name__}: ")
    return "; ".join(lines[1:-1]) or None


def run_confined(
    function: Callable[[], object],
    *,
    protection: Protection,
    limits: "Limits",
    readable: Iterable[Path] = (),
    keep_fds: Iterable[int] = (),
) -> int:
    """Run `function` in a tree of processes of its own, behind `protection`, and return its wait status.

    To be called in a process with one thread. `function` runs in the first process of a new process namespace, which
    has to reap what others leave. `readable` files and folders are seen, read-only, at their own paths (called by root,
    they must be readable by every user). Of the open file descriptors those in `keep_fds` alone stay open; 0, 1 and 2
    lead nowhere unless kept. No signal has a handler, SIGINT neither. The exit code is 0, or 1 if `function` raises, or
    what SystemExit says. When this returns, everything that was started is dead. Raises ConfinementError, and runs
    nothing, if the sandbox cannot be set up. With the protection "none" there is no sandbox, only some limits.
    """
    from grading.sandbox import namespaces, unprotected

    if protection.name == "none":
        return unprotected.run(function, limits=limits, keep_fds=keep_fds)
    if protection.name != "namespaces":
        raise ValueError(f"{protection.name} starts programs, not functions: use `wrapped`")
    return namespaces.run(function, limits=limits, readable=readable, keep_fds=keep_fds)


def wrapped(
    command: list[str],
    *,
    protection: Protection,
    limits: "Limits",
    readable: Iterable[Path] = (),
    bare: bool = False,
) -> list[str]:
    """The command line that starts `command` behind bubblewrap, in the folder of the course.

    A `bare` command is the first process itself and calls `grading.sandbox.first.enter`.
    """
    if protection.name != "bubblewrap":
        raise ValueError(f"{protection.name} needs no other command line: use `run_confined`")
    from grading.sandbox import bubblewrap

    return bubblewrap.command_line(command, limits=limits, readable=readable, bare=bare)
