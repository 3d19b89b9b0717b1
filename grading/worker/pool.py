"""The pool of warm processes, and what it asks them for to grade a notebook."""

import contextlib
import dataclasses
import os
import queue
import secrets
import socket
import subprocess
import sys
from pathlib import Path

from grading.worker.messages import Closed, receive, send

_START = 60  # seconds in which a warm process must be ready
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Warm:
    """One warm process."""

    def __init__(self):
        self.control, theirs = socket.socketpair()
        self.channel = None  # to the keeper of the last notebook
        environment = os.environ | THREADS
        root = str(Path(__file__).resolve().parents[2])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grading.worker.warm", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        self._ready = False  # it gets ready while this process and others do the same

    def _get_ready(self):
        self.control.settimeout(_START)
        try:
            receive(self.control)
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

    def close(self):
        for channel in filter(None, (self.channel, self.control)):
            with contextlib.suppress(OSError):  # it is closed
                channel.shutdown(socket.SHUT_RDWR)  # also ends a notebook that still runs, and who waits for it
        self.control.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class SandboxError(RuntimeError):
    """The sandbox could not be set up: no fault of the student's, and nothing has been graded."""


class Pool:
    """Grades notebooks, as many at a time as there are `jobs`."""

    def __init__(self, jobs, limits, protection):
        self.limits, self.protection = limits, protection
        self._free = queue.Queue()
        self._all, self._closed = set(), False
        for _ in range(jobs):
            self._free.put(self._new())

    def _new(self):
        warm = Warm()
        self._all.add(warm)
        return warm

    def grade(self, cells, files=None):
        """Run the cells of a notebook and return the Result. Never raises for what a student has written."""
        from grading.worker.grading import Grading

        warm = self._free.get()
        try:
            return Grading(cells, self.limits).result(lambda: self._session(warm, files))
        finally:
            try:
                if not self._closed and (warm.process.poll() is not None or warm.control.fileno() < 0):
                    self._all.discard(warm)
                    warm = self._new()
            finally:
                self._free.put(warm)

    def _session(self, warm, files):
        order = {
            "limits": dataclasses.asdict(self.limits),
            "protection": dataclasses.asdict(self.protection),
            "readable": [str(files)] if files else [],
            "files": str(files) if files else None,
        }
        return Session(warm, order, self.limits)

    def close(self):
        """End the warm processes, and the notebooks that they run."""
        self._closed = True
        for warm in list(self._all):
            warm.close()
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
            self._warm.process.kill()
            self._warm.process.wait()
            self._warm.control.close()
