"""What a worker of a cluster has. Needs neither nbgrader nor a course: see cluster.py, which is the other side."""

import asyncio
import hashlib
import platform
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy
from distributed import SchedulerPlugin, WorkerPlugin, get_worker
from distributed.protocol.pickle import dumps

from grading.sandbox import Protection, find_protection
from grading.worker import Pool

OTHER_VERSION = "it has another version of the course, of Python or of NumPy"


def version():
    """Return a word that is the same on machines that grade alike: they have the same code, Python and NumPy."""
    digest = hashlib.sha256(f"{platform.python_version()} {numpy.__version__}".encode())
    root = Path(__file__).resolve().parents[2]
    for path in sorted(path for name in ("grading", "minigrad") for path in (root / name).rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class State:
    """What a worker has: its sandbox, how many notebooks it runs at a time, and why it cannot be used, if it cannot."""

    protection: Protection
    threads: int
    problem: str | None = None


class Grader(WorkerPlugin):
    """What a worker keeps for a run of the command. distributed starts it on workers that come later, too."""

    def __init__(self, limits, unsafe):
        self.limits, self.unsafe, self.version = limits, unsafe, version()
        self.state = self.pool = self._starting = None

    async def setup(self, worker):
        self._starting = asyncio.create_task(asyncio.to_thread(self._start, worker.state.nthreads))
        self.state = await self._starting

    def _start(self, threads):
        protection = find_protection()
        if version() != self.version:
            return State(protection, threads, OTHER_VERSION)
        if not protection.safe and not self.unsafe:
            return State(protection, threads, protection.sentence)
        try:
            self.pool = Pool(threads, self.limits, protection)
        except Exception as error:  # this worker is of no use, others may be
            return State(protection, threads, f"{type(error).__name__}: {error}")
        return State(protection, threads)

    async def teardown(self, worker):
        await self._starting  # the command may be gone before the pool is there
        if self.pool:
            await asyncio.to_thread(self.pool.close)


class Graders(SchedulerPlugin):
    """On the scheduler: gives each worker a Grader, and ends them when the command's client is gone, also if killed.

    Both plugins have the client's id for a name, so that commands at the same time do not meet.
    """

    def __init__(self, client, grader):
        self.client, self.grader = client, grader

    async def start(self, scheduler):
        await scheduler.register_worker_plugin(None, dumps(self.grader), self.client, idempotent=False)
        if self.client not in scheduler.clients:  # gone while workers started: remove_client was not called
            await self._end(scheduler)

    def remove_client(self, scheduler, client):
        if client == self.client:
            scheduler.remove_plugin(client)
            scheduler.loop.add_callback(self._end, scheduler)

    async def _end(self, scheduler):
        if self.client in scheduler.worker_plugins:  # the command has not ended them itself
            await scheduler.unregister_worker_plugin(None, self.client)


def state_here(name, dask_worker):
    """On a worker: return its State, or None while it starts."""
    return getattr(dask_worker.plugins.get(name), "state", None)


def grade_here(name, cells, files):
    """On a worker: run the cells with the worker's pool, beside files from `pack`, and return the Result."""
    pool = get_worker().plugins[name].pool
    if files is None:
        return pool.grade(cells)
    outer = Path(tempfile.mkdtemp(prefix="grading-"))
    try:
        return pool.grade(cells, unpack(files, outer / "files"))  # mkdtemp makes folders that only their owner may read
    finally:
        shutil.rmtree(outer)


def pack(folder):
    """Return {path: bytes} of the files in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def unpack(files, folder):
    """Write what `pack` returned into a new folder and return it."""
    folder.mkdir()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
