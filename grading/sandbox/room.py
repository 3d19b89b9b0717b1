"""Room for the grader's own code in the process that it shares with a student's, whatever that has used up.

The kernel's limits have a soft and a hard value. The student's cells run under the soft ones; between them the limits
are the hard ones. What a cell holds on to or has set for good is told: the cells after it need another process.
"""

import _thread
import contextlib
import mmap
import os
import resource
import signal
import sys
from collections.abc import Iterator

_KINDS = tuple(getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_"))
# Elsewhere nothing has been limited.
_RAISED = (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE) if sys.platform == "linux" else ()
_TIMERS = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)
_ENOUGH_MEMORY, _ENOUGH_FILES = 32 << 20, 8
_ENOUGH_BYTES, _ENOUGH_NEW_FILES = 1 << 20, 64  # on the disk

# A student can change the modules that these are from.
_get, _set, _nice, _map, _dup, _close = resource.getrlimit, resource.setrlimit, os.nice, mmap.mmap, os.dup, os.close
_statvfs = os.statvfs
_set_timer, _start, _threads = signal.setitimer, _thread.start_new_thread, _thread._count
if hasattr(os, "waitid"):  # macOS has it with Python 3.13
    _wait, _ANY_CHILD = os.waitid, (os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
else:
    _wait, _ANY_CHILD = None, ()


class Room:
    """Made before a student's code runs in this process. Afterwards the limits are the hard ones."""

    def __init__(self):
        self._limits = {kind: _get(kind) for kind in _KINDS}
        self._niceness = _nice(0)
        self._folder = os.getcwd()
        self._had_room = _has_room(self._folder)
        self._raise_limits()

    @contextlib.contextmanager
    def for_student(self) -> Iterator[None]:
        """Lower the limits for the student's code; end its timers afterwards, which would strike in later cells."""
        for kind in _RAISED:
            _set(kind, self._limits[kind])
        try:
            yield
        finally:
            for timer in _TIMERS:
                _set_timer(timer, 0)

    def after(self, failed: bool) -> str | None:
        """Return what the code that has run leaves too little of for others, if it does.

        Code that has not `failed` may have used all that it may: there is some more for the grader's.
        """
        short = self._set_for_good() or (failed and self._too_little()) or self._no_room_for_files()
        if not short:
            self._raise_limits()
        return short or None

    def running(self) -> tuple[int, bool]:
        """Return how many threads there are, and whether there are other processes."""
        try:
            if _wait:
                _wait(*_ANY_CHILD)
        except ChildProcessError:
            return _threads(), False
        return _threads(), _wait is not None

    def _raise_limits(self) -> None:
        for kind in _RAISED:
            _set(kind, (self._limits[kind][1],) * 2)

    def _set_for_good(self) -> str:
        if any(_get(kind)[1] != hard for kind, (_, hard) in self._limits.items()):
            return "what the system allows a process (it has set limits of its own)"
        return "the computer's time (it has lowered its priority)" if _nice(0) != self._niceness else ""

    def _no_room_for_files(self) -> str:
        """Say whether the code has filled the folder where it began: what it wrote there stays."""
        return "" if not self._had_room or _has_room(self._folder) else "the room for files"

    def _too_little(self) -> str:
        try:
            _map(-1, _ENOUGH_MEMORY).close()
        except (OSError, MemoryError):
            return "the memory"
        found = []
        try:
            while len(found) < _ENOUGH_FILES:
                found.append(_dup(0))
        except OSError:
            return "the open files that a process may have"
        finally:
            for number in found:
                _close(number)
        try:
            _start(_nothing, ())
        except RuntimeError:
            return "the threads and processes that there may be"
        return ""


def _has_room(folder: str) -> bool:
    try:
        there = _statvfs(folder)
    except OSError:  # it has been removed
        return True
    # where the number of files has no limit, there are none in all
    enough = there.f_files == 0 or there.f_favail >= _ENOUGH_NEW_FILES
    return enough and there.f_bavail * there.f_frsize >= _ENOUGH_BYTES


def _nothing() -> None:
    """What the thread does with which the number of threads is tried."""
