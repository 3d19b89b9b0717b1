"""Runs a piece of Python inside the sandbox, in each way that this computer offers.

    python -m tests.grading.sandbox.ways NAME [READABLE ...] < probe.py

Root can do what others cannot and is bound by less. So where the tests are run by root they also run as an ordinary
user. bubblewrap is for ordinary users: it cannot bind root's number of processes.
"""

import functools
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from grading.sandbox import Protection, bubblewrap, kernel, run_confined, why_not, wrapped
from grading.sandbox.view import COURSE, view

NOBODY = 65534


@dataclass(frozen=True)
class Limits:
    memory: int = 256 << 20
    processes: int = 20
    file_bytes: int = 4 << 20


@dataclass(frozen=True)
class Way:
    name: str
    ordinary: bool

    def __str__(self) -> str:
        return f"{self.name}, {'ordinary user' if self.ordinary else 'root'}"

    def start(self, probe: str, *readable: Path, **options) -> subprocess.Popen:
        """Start `probe` confined, in a process of its own."""
        change = become_ordinary if self.ordinary and os.geteuid() == 0 else None
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, self.name, *map(str, readable)],
            cwd=COURSE,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=change,
            **options,
        )
        process.stdin.write(probe)
        process.stdin.close()
        process.stdin = None
        return process

    def run(self, probe: str, *readable: Path, **options) -> object:
        """What `probe` prints last, as JSON."""
        process = self.start(probe, *readable, **options)
        out, err = process.communicate(timeout=60)
        assert out.strip(), f"nothing came back: {err}"
        return json.loads(out.splitlines()[-1])


@functools.cache
def ways() -> list[Way]:
    """Root's way if we are root, and an ordinary user's, with bubblewrap where there is one."""
    found = [Way("namespaces", True)]
    if os.geteuid() == 0:
        found.append(Way("namespaces", False))
    if bubblewrap.installed() and (os.geteuid() == 0 or why_not("bubblewrap") is None):
        found.append(Way("bubblewrap", True))
    return found


def become_ordinary() -> None:
    """Be nobody, who can reach the interpreter even where it lies in root's home."""
    kernel.unshare(kernel.NEW_MOUNTS)
    kernel.mount("none", "/", None, kernel.RECURSIVE | kernel.PRIVATE)
    closed: dict[Path, list[str]] = {}
    for path in [*view().shown, str(COURSE)]:
        for folder in reversed(Path(path).parents):
            if not folder.stat().st_mode & 0o001:
                closed.setdefault(folder, []).append(path)
                break
    for folder, paths in closed.items():
        aside = [tempfile.mkdtemp() for _ in paths]
        for path, place in zip(paths, aside, strict=True):
            kernel.mount(path, place, None, kernel.BIND | kernel.RECURSIVE)
        kernel.mount("tmpfs", str(folder), "tmpfs", 0, "mode=755")
        for path, place in zip(paths, aside, strict=True):
            os.makedirs(path, exist_ok=True)  # one may lie in another: an environment in the course's folder
            kernel.mount(place, path, None, kernel.BIND | kernel.RECURSIVE)
            kernel.unmount(place)
            os.rmdir(place)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def main(name: str, *readable: str) -> int:
    probe = sys.stdin.read()
    protection = Protection(name, True, "")
    places = [Path(path) for path in readable]
    if name == "bubblewrap":
        command = wrapped([sys.executable, "-c", probe], protection=protection, limits=Limits(), readable=places)
        os.execv(command[0], command)
    status = run_confined(
        lambda: exec(probe, {"__name__": "probe"}),
        protection=protection,
        limits=Limits(),
        readable=places,
        keep_fds=(1, 2),
    )
    return os.waitstatus_to_exitcode(status) & 0xFF


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
