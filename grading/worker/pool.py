"""The pool of warm processes, and what it asks them for to grade a notebook."""

import contextlib
import dataclasses
import os
import queue
import secrets
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from grading.worker.messages import Closed, receive, send

_START = 60  # seconds in which a warm process must be ready
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


_HANDLES = hasattr(os, "pidfd_open")  # to processes that are not our own children: Linux has them


class Twin:
    """A warm process that another one has forked: what of subprocess.Popen a pool needs."""

    def __init__(self, pid):
        self._handle = os.pidfd_open(pid)  # its parent does not wait for it: the number is still its own

    def poll(self):
        """Return 0 if it has ended, else None."""
        return 0 if select.select([self._handle], [], [], 0)[0] else None

    def kill(self):
        with contextlib.suppress(ProcessLookupError):  # it has ended
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self, timeout=None):
        if not select.select([self._handle], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("a warm process", timeout)


class Warm:
    """One warm process. like: another one, which forks it, if it can: to import all anew takes half a second.

    needs: what it imports before, for the notebooks that come.
    """

    def __init__(self, like=None, needs=None):
        self.control, theirs = socket.socketpair()
        self.channel = None  # to the keeper of the last notebook
        self._ready = False  # it gets ready while this process and others do the same
        if like and _HANDLES:
            self.process = None  # not known yet
            with contextlib.suppress(Closed):  # it has failed to start: so has this one, as it will find
                send(like.control, {"twin": True, "needs": needs}, [theirs.fileno()])
        else:
            self._start(theirs)
        theirs.close()

    def _start(self, theirs):
        environment = os.environ | THREADS
        root = str(Path(__file__).resolve().parents[2])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grading.worker.warm", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
        )

    def _get_ready(self):
        self.control.settimeout(_START)
        try:
            ready = receive(self.control)
            if self.process is None:
                self.process = Twin(ready["pid"])
        except Closed as error:
            self.control.close()
            raise SandboxError(f"a process to run notebooks in could not be started: {error}") from None
        self._ready = True

    def notebook(self, order, seconds):
        """Begin a notebook; return the channel to its keeper."""
        if not self._ready:
            self._get_ready()
        ours, theirs = socket.socketpair()
        send(self.control, order, [theirs.fileno()])
        theirs.close()
        ours.settimeout(seconds)
        self.control.settimeout(seconds)
        self.channel = ours
        return ours

    def ended(self):
        """Wait until everything of the notebook has ended."""
        return receive(self.control)["status"]

    def is_gone(self):
        """Return whether it cannot be used any more."""
        return self.control.fileno() < 0 or (self.process is not None and self.process.poll() is not None)

    def end(self):
        """End it at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.control.close()

    def hang_up(self):
        """Have it end, and the notebook that it runs. It waits for its twins."""
        for channel in filter(None, (self.channel, self.control)):
            with contextlib.suppress(OSError):  # it is closed
                channel.shutdown(socket.SHUT_RDWR)  # also ends a notebook that still runs, and who waits for it
        self.control.close()

    def wait(self):
        """Wait for its end."""
        if self.process is None:  # a twin, for which the other one waits
            return
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


_early = []  # at most one


@contextlib.contextmanager
def early():
    """Start a warm process already, for the pool that is made within the context: it gets ready meanwhile."""
    _early.append(Warm())
    try:
        yield
    finally:
        for warm in _early:  # nobody has needed it: it ends as soon as it is ready
            warm.control.close()
        _early.clear()


class SandboxError(RuntimeError):
    """The sandbox could not be set up: no fault of the student's, and nothing has been graded."""


class Pool:
    """Grades notebooks, as many at a time as there are `jobs`."""

    def __init__(self, jobs, limits, protection):
        self.limits, self.protection = limits, protection
        self._free = queue.Queue()
        self._all, self._closed = set(), False
        self._first = _early.pop() if _early else self._new()
        self._all.add(self._first)
        self._free.put(self._first)
        self._more, self._adding = jobs - 1, threading.Lock()  # they are made when it is known what they need

    def _add_others(self, needs):
        with self._adding:
            for _ in range(self._more):
                self._free.put(self._new(self._first, needs))
            self._more = 0

    def _new(self, like=None, needs=None):
        warm = Warm(like, needs)
        self._all.add(warm)
        return warm

    def grade(self, cells, files=None):
        """Run the cells of a notebook and return the Result. Never raises for what a student has written."""
        from grading.worker.grading import Grading

        grading = Grading(cells, self.limits)
        needs = {"course": grading.asks_for_course, "modules": grading.modules}
        self._add_others(needs)
        warm = self._free.get()
        try:
            return grading.result(lambda: self._session(warm, files, needs))
        finally:
            try:
                if not self._closed and warm.is_gone():
                    self._all.discard(warm)
                    warm = self._new()
            finally:
                self._free.put(warm)

    def _session(self, warm, files, needs):
        order = {
            "needs": needs,
            "limits": dataclasses.asdict(self.limits),
            "protection": dataclasses.asdict(self.protection),
            "readable": [str(files)] if files else [],
            "files": str(files) if files else None,
        }
        return Session(warm, order, self.limits)

    def close(self):
        """End the warm processes, and the notebooks that they run."""
        self._closed = True
        for act in (Warm.hang_up, Warm.wait):
            for warm in list(self._all):
                act(warm)
        self._all.clear()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


class Session:
    """One run of a notebook in a sandbox."""

    def __init__(self, warm, order, limits):
        self._warm = warm
        self._channel = warm.notebook(order, limits.cell_seconds + 60)
        try:
            receive(self._channel)
        except Closed as error:
            self.__exit__()
            raise SandboxError(f"the sandbox could not be set up: {error}") from None

    def ask(self, **order):
        """Return the keeper's answer, or {"died": ...}."""
        try:
            send(self._channel, order | {"word": secrets.token_hex(16)})
            return receive(self._channel)
        except Closed as error:
            return {"died": f"the sandbox ended ({error})"}

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._channel.close()
        try:
            self._warm.ended()
        except Closed:  # it hangs, or is gone: the pool makes a new one
            self._warm.end()
