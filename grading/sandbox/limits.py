"""Limits on what the processes of a sandbox use.

The kernel's limits bind each process alone (and, for their number, all of a user namespace). Many small processes
can take as much memory as a large one, and control groups can seldom be written to without root. So somebody looks,
some times a second, at what all have taken together since the start.
"""

import contextlib
import os
import re
import resource
import select
import signal
import time
from collections.abc import Iterable
from typing import Protocol

_OPEN_FILES = 256
_SECONDS_BETWEEN_LOOKS = 0.05
# What the grader's own code may use beyond what the student's in the same process may: the soft and the hard limit.
_RESERVE = {resource.RLIMIT_AS: 256 << 20, resource.RLIMIT_NPROC: 4, resource.RLIMIT_NOFILE: 32}
FILES_IN_A_FOLDER = 20_000
_NOT_OF_FILES = re.compile(rb"^Rss(?:Anon|Shmem):\s*(\d+) kB$", re.MULTILINE)


class Limits(Protocol):
    """What `grading.worker.Limits` says of memory (bytes), processes (their number) and files (bytes of each)."""

    memory: int
    processes: int
    file_bytes: int


def temporary_bytes(limits: Limits) -> int:
    """The size of each writable folder."""
    return 2 * limits.file_bytes


def limit(limits: Limits, *, alone: bool = True) -> None:
    """Set the kernel's limits for this process and all that it will start. The memory it has already is its own.

    Unless it is `alone` in its user namespace, processes have no limit: those that the user has anyway would count.
    """
    with open("/proc/self/statm") as file:
        in_use = int(file.read().split()[0]) * resource.getpagesize()
    for kind, value in (
        (resource.RLIMIT_AS, in_use + limits.memory),
        (resource.RLIMIT_NPROC, limits.processes if alone else resource.getrlimit(resource.RLIMIT_NPROC)[0]),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        if value != resource.RLIM_INFINITY:
            most = value + _RESERVE.get(kind, 0)
            hard = resource.getrlimit(kind)[1]
            if hard != resource.RLIM_INFINITY:
                most = min(most, hard)
            resource.setrlimit(kind, (min(value, most), most))


class Watch:
    """Looks at what the processes that /proc shows, those of a sandbox, have taken together since it was made."""

    def __init__(self, memory: int, folders: Iterable[str] = ()):
        self.memory = memory + _RESERVE[resource.RLIMIT_AS]
        self.folders = tuple(folders)
        self.common = _in_memory("1")

    def wait(self, pid: int) -> int:
        """The wait status of the child `pid`, which is killed if all take too much."""
        ended = os.pidfd_open(pid)
        try:
            while not select.select([ended], [], [], _SECONDS_BETWEEN_LOOKS)[0]:
                if self.exceeded():
                    os.kill(pid, signal.SIGKILL)
                    break
            return os.waitpid(pid, 0)[1]
        finally:
            os.close(ended)

    def go_on(self) -> None:
        """As the first process of a sandbox, look for ever, in a thread, and kill all others if they take too much."""
        while True:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
            if self.exceeded():
                with contextlib.suppress(ProcessLookupError):  # all have ended
                    os.kill(-1, signal.SIGKILL)

    def exceeded(self) -> bool:
        """Whether there is too much in memory, or in one of the folders that have no limit of their own."""
        # What a process has from its birth it shares with the first one.
        names = [name for name in os.listdir("/proc") if name.isdigit()]
        taken = sorted(max(0, _in_memory(name) - self.common) for name in names)
        # The second largest may be a copy of the largest: while a judge works, there are two of the student's process.
        if sum(taken) - sum(taken[-2:-1]) > self.memory:
            return True
        found = (os.statvfs(folder) for folder in self.folders)
        return any(one.f_files - one.f_ffree > FILES_IN_A_FOLDER for one in found)


def _in_memory(name: str) -> int:
    """Bytes in memory that are not a view of a file on disk."""
    try:
        with open(f"/proc/{name}/status", "rb") as file:
            status = file.read()
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it has ended meanwhile
    return sum(int(size) << 10 for size in _NOT_OF_FILES.findall(status))
