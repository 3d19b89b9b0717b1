"""The command line with which bubblewrap starts a program in the same view of the computer as `namespaces` builds."""

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from grading.sandbox.limits import Limits, temporary_bytes
from grading.sandbox.view import COURSE, DEVICES, ENVIRONMENT, WRITABLE, view

PROGRAM = "bwrap"


def command_line(command: list[str], *, limits: Limits, readable: Iterable[Path] = (), bare: bool = False) -> list[str]:
    """`command` behind bubblewrap. It starts in the folder of the course, of which it sees the two packages alone.

    A `bare` one is the first process itself, and has to do what `first.enter` does.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise FileNotFoundError("bubblewrap (bwrap) is not installed")
    shown = view(readable)
    size = str(temporary_bytes(limits))
    line = [program, "--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL"]
    line += ["--die-with-parent", "--new-session", "--as-pid-1", "--clearenv"]
    for name, value in ENVIRONMENT.items():
        line += ["--setenv", name, value]
    for folder in WRITABLE:
        line += ["--size", size, "--tmpfs", folder]
    for name in DEVICES:
        line += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    for path, target in shown.links.items():
        line += ["--symlink", target, path]
    for folder in shown.holders():
        line += ["--tmpfs", folder]
    for path in shown.in_order():
        line += ["--tmpfs", path] if path in shown.covered else ["--ro-bind", path, path]
    line += ["--proc", "/proc"]
    for folder in (*shown.holders(), *shown.covered, "/"):
        line += ["--remount-ro", folder]
    line += ["--chdir", str(COURSE)]
    if bare:
        return [*line, "--", *command]
    first = [sys.executable, "-m", "grading.sandbox.first", str(limits.memory), str(limits.processes)]
    return [*line, "--", *first, str(limits.file_bytes), *command]


def installed() -> bool:
    """Whether there is a bubblewrap to try."""
    return shutil.which(PROGRAM) is not None
