"""`--cluster ADDRESS`: the workers of a dask.distributed cluster run the notebooks, each in the same sandbox as here.

    the command: reads notebooks, decides what is recorded, alone writes to the gradebook
      └─ the cluster's scheduler
           └─ worker processes: each holds a Pool (`Grader`, in grader.py) for as long as the command is there

What running a notebook takes travels with it: its cells, the tests among them, and the files beside it. So machines
need no folder in common. Tests are in a worker's memory, never in a process that a student's code runs in: `Pool` sees
to that there as it does here. If a worker is killed, the scheduler gives its notebooks to another one.
"""

import logging
import signal
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress

import dask
from distributed import Client, LocalCluster

from grading.autograding.assessing import Unavailable
from grading.autograding.course import CourseError
from grading.autograding.grader import Grader, Graders, grade_here, pack, state_here, version

LOCAL = "local"
LOCAL_WORKERS = 2
CONNECT = 20  # seconds in which the scheduler must answer
LOOK = 1.0  # seconds between two looks at which workers there are
PATIENCE = 30.0  # seconds without any worker: one that was killed may be started again
SETTINGS = {"distributed.admin.large-graph-warning-threshold": "1GiB"}  # a submission's files may well be large

HOW_TO_START = "Start some in the folder of the course: python -m distributed.cli.dask_worker ADDRESS"
STOPPED = "What was graded until then is recorded, and the same command goes on from there."
GONE = f"The cluster's scheduler is gone. {STOPPED}"


class ClusterPool:
    """Grades notebooks as `grading.worker.Pool` does, on the workers that `client` reaches."""

    def __init__(self, client, limits, unsafe=False):
        self.client, self.name = client, client.id
        self._lock = threading.Lock()
        self._states, self._there = {}, ()
        self._looked = self._seen = time.monotonic()
        client.register_plugin(Graders(self.name, Grader(limits, unsafe)), name=self.name)
        self._look()

    def states(self):
        """Return {address: State} of the workers that are there."""
        return {address: self._states[address] for address in self._there if address in self._states}

    def _look(self):
        try:
            self._there = tuple(self.client.scheduler_info()["workers"])
            new = [address for address in self._there if address not in self._states]
            if new:
                found = self.client.run(state_here, self.name, workers=new, on_error="ignore")
                self._states |= {address: state for address, state in found.items() if state}
        except (OSError, RuntimeError) as error:  # distributed's errors for a scheduler that does not answer
            raise Unavailable(GONE) from error
        self._looked = time.monotonic()

    def usable(self):
        """Return the addresses of the workers that can be used. Raises Unavailable if there was none for long."""
        with self._lock:
            if time.monotonic() - self._looked > LOOK:
                self._look()
            found = [address for address, state in self.states().items() if state.problem is None]
            if found:
                self._seen = time.monotonic()
            elif time.monotonic() - self._seen > PATIENCE:
                raise Unavailable(f"No worker of the cluster is left. {STOPPED} {HOW_TO_START}")
            return found

    def grade(self, cells, files=None):
        """Run the cells of a notebook and return the Result."""
        files = pack(files) if files else None
        while True:
            workers = self.usable()
            if not workers:
                time.sleep(LOOK)
                continue
            key = f"{self.name}-{uuid.uuid4().hex}"
            try:
                future = self.client.submit(grade_here, self.name, cells, files, workers=workers, key=key, pure=False)
            except Exception as error:  # the client has lost the scheduler, and has closed itself
                raise Unavailable(GONE) from error
            try:
                if self._ended(future, workers):
                    return future.result()
            except CancelledError as error:
                raise Unavailable(GONE) from error
            finally:
                future.release()

    def _ended(self, future, workers):
        """Wait for the future. Return False if none of its workers is left: it would wait for them for ever."""
        while True:
            try:
                future.exception(timeout=LOOK)
            except TimeoutError:
                if not set(workers) & set(self.usable()):
                    return False
            else:
                return True

    def close(self):
        """End the workers' pools."""
        with suppress(OSError, RuntimeError):  # where the scheduler is gone there is nothing to end
            self.client.unregister_worker_plugin(self.name)


@contextmanager
def open_pool(address, limits, *, unsafe=False, jobs=None):
    """Connect to a cluster, or start one here if the address is "local"; the context is its ClusterPool.

    `jobs`: how many notebooks a local cluster runs at a time. Raises CourseError if there is no cluster or none of its
    workers can be used.
    """
    for logger in ("distributed", "distributed.client"):  # what matters is said by this module
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(SETTINGS))
        cluster = stack.enter_context(_local_cluster(jobs or LOCAL_WORKERS)) if address == LOCAL else address
        try:
            client = stack.enter_context(Client(cluster, timeout=CONNECT, set_as_default=False))
        except (OSError, ValueError, TypeError) as error:
            raise CourseError(f"There is no cluster at {address}: {error}") from error
        try:
            client.run_on_scheduler(version)
        except ImportError as error:
            raise CourseError(f"The scheduler must be started in the folder of the course, too: {error}") from error
        for worker, answer in client.run(version, on_error="return").items():
            if isinstance(answer, Exception):
                raise CourseError(f"Worker {worker} must be started in the folder of the course, too: {answer}")
        pool = ClusterPool(client, limits, unsafe)
        stack.callback(pool.close)
        states = pool.states()
        if not states:
            raise CourseError(f"The cluster at {address} has no workers. {HOW_TO_START}")
        if all(state.problem for state in states.values()):
            raise CourseError(f"No worker can be used. {'; '.join(described(states))}")
        yield pool


@contextmanager
def _local_cluster(jobs):
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # inherited by the workers: Ctrl-C is for this process
    try:
        started = LocalCluster(
            n_workers=LOCAL_WORKERS,
            threads_per_worker=-(-jobs // LOCAL_WORKERS),
            host="127.0.0.1",
            security=True,  # certificates for this one run: other users of the machine cannot join
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    with started:
        yield started


def described(states):
    """Return a sentence for each kind of worker: how many there are, and what holds on them."""
    usable = Counter()
    for state in states.values():
        if state.problem is None:
            usable[state.protection.sentence] += state.threads
    lines = [f"Cluster, {threads} notebooks at a time. {sentence}" for sentence, threads in usable.items()]
    refused = [f"{address} is not used: {state.problem}" for address, state in states.items() if state.problem]
    return lines + refused
