"""Does the protection hold? `python -m grading.sandbox.trial NAME PORT` tries it from the inside.

Prints what does not hold, a line each, between two marks, so that a trial that never came to its end is no success.
"""

import os
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from grading.sandbox.view import COURSE, HOME

BEGIN, END = "trial begun", "trial ended"
_INSIDE = "inside"


@dataclass(frozen=True)
class TrialLimits:
    """Small, so that they are soon reached."""

    memory: int = 512 << 20
    processes: int = 12
    file_bytes: int = 1 << 20


def faults(port: int) -> list[str]:
    """What this process can do that no student's code may."""
    found = []
    if os.path.exists(COURSE / "solutions") or os.path.exists(COURSE / "exercises"):
        found.append("the solutions can be read")
    if not os.access(COURSE / "minigrad" / "__init__.py", os.R_OK) or not os.access(os.__file__, os.R_OK):
        found.append("Python's own files or minigrad cannot be read (they must be readable by every user)")
    for path in (os.path.dirname(os.__file__), str(COURSE / "grading"), "/", "/usr/lib"):
        if os.access(path, os.W_OK):
            found.append(f"{path} can be written to")
    for path in ("/tmp", HOME):
        if not os.access(path, os.W_OK):
            found.append(f"{path} cannot be written to")
    if _reaches(port):
        found.append("the network can be reached")
    about = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines())
    if int(about["CapEff"], 16):
        found.append("there are capabilities left")
    if about["NoNewPrivs"] != "1":
        found.append("programs can give privileges")
    if os.environ.keys() - {"PATH", "HOME", "LANG", "PWD", "LC_CTYPE"}:
        found.append("the environment can be read")
    return found + _processes()


def _reaches(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True


def _processes() -> list[str]:
    """Whether the number of processes is limited. What is left of them must die with the sandbox."""
    for number in range(3 * TrialLimits.processes):
        try:
            pid = os.fork()
        except OSError:
            few = number < TrialLimits.processes // 2
            return ["other processes of the user count as the student's (Linux 5.14 is needed)"] if few else []
        if pid == 0:
            time.sleep(60)
            os._exit(0)
    return ["the number of processes has no limit"]


def _report(port: int) -> None:
    print(BEGIN, *faults(port), END, sep="\n", flush=True)
    os._exit(0)


def main(name: str, port: int) -> None:
    """Try the protection `name`, or report if this is the inside already."""
    from grading.sandbox import bubblewrap, namespaces

    if name == "namespaces":
        namespaces.run(lambda: _report(port), limits=TrialLimits(), keep_fds=(1, 2))
    elif name == "bubblewrap":
        command = [sys.executable, "-m", "grading.sandbox.trial", _INSIDE, str(port)]
        line = bubblewrap.command_line(command, limits=TrialLimits())
        os.execv(line[0], line)
    else:
        _report(port)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
