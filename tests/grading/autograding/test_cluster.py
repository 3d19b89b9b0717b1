"""Notebooks run by a dask.distributed cluster: two worker processes, one of them killed, then both."""

import asyncio
import itertools
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace

import nbformat
import psutil
import pytest
from distributed import Client, LocalCluster

from grading.__main__ import main
from grading.autograding import cluster, command, grader
from grading.autograding.cluster import described
from grading.autograding.grader import OTHER_VERSION, State
from grading.autograding.progress import Progress
from grading.regrading import CellRecorder
from grading.sandbox import Protection
from tests.notebooks import ROOT

from ..course_copy import CourseCopy
from .gradebooks import graded_files, rows
from .small_course import ASSIGNMENT, copied, hand_in, hand_in_all, make

STUDENTS = 4


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """Return a course with submissions and files beside them, ready to be graded."""
    folder = make(tmp_path_factory.mktemp("cluster") / "before")
    (folder / "source" / ASSIGNMENT / "data").mkdir()
    (folder / "source" / ASSIGNMENT / "data" / "ones.txt").write_text("1 1\n")
    hand_in_all(folder)
    for number in range(STUDENTS):
        reads = "def plus_one(x):\n    return x + int(open('data/ones.txt').read().split()[0])\n"
        hand_in(folder, f"reader{number}", [reads, None])
    return folder


@pytest.fixture(scope="module")
def expected(before, tmp_path_factory):
    """Return what the command makes of the course without a cluster."""
    folder = copied(before, tmp_path_factory.mktemp("expected") / "course")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["autograde", ASSIGNMENT, "--quiet"]) == 0
    found = rows(folder)
    assert [found[f"reader{number}", ASSIGNMENT][0] for number in range(STUDENTS)] == [2] * STUDENTS
    return found, graded_files(folder)


@pytest.fixture
def course(before, tmp_path, monkeypatch):
    folder = copied(before, tmp_path / "course")
    monkeypatch.chdir(folder)
    return folder


ELSEWHERE = """
import sys
from distributed.cli.dask_worker import main
sys.modules["grading"] = None
main()
"""


@dataclass
class Workers:
    """A cluster of two worker processes that were started by hand. One that is killed does not come back."""

    scheduler: object
    processes: dict  # by address

    def kill(self, *addresses):
        for address in addresses:
            self.processes[address].kill()
            self.processes[address].wait()


@pytest.fixture
def workers(tmp_path):
    with started_workers(tmp_path, "-m", "distributed.cli.dask_worker") as found:
        yield found


@contextmanager
def started_workers(tmp_path, *program):
    with LocalCluster(n_workers=0, dashboard_address=None) as started, Client(started) as client:
        options = [started.scheduler_address, "--no-nanny", "--nthreads", "1", "--no-dashboard"]
        options += ["--local-directory", str(tmp_path), "--name"]
        processes = {}
        try:
            for name in ("one", "two"):
                command = [sys.executable, *program, *options, name]
                processes[name] = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
            client.wait_for_workers(2, timeout=120)
            names = {address: worker.name for address, worker in started.scheduler.workers.items()}
            yield Workers(started.scheduler, {address: processes[name] for address, name in names.items()})
        finally:
            for process in processes.values():
                process.kill()
                process.wait()


def after_the_first(monkeypatch, do):
    """Have something done when the first submission has been recorded."""
    add, left = Progress.add, [do]

    def add_and_do(self, outcome):
        add(self, outcome)
        if left:
            left.pop()()

    monkeypatch.setattr(Progress, "add", add_and_do)


@pytest.mark.long
def test_the_embedded_cluster_grades_as_this_process_does(course, expected, capsys):
    assert main(["autograde", ASSIGNMENT, "--cluster", "local"]) == 0
    assert (rows(course), graded_files(course)) == expected
    assert "Cluster, 2 notebooks at a time. Sandbox by" in capsys.readouterr().err


@pytest.mark.long
def test_a_worker_that_is_killed_loses_nothing(course, expected, workers, monkeypatch):
    killed = []

    def kill_one():
        killed.extend(address for address, one in workers.scheduler.workers.items() if one.processing)
        assert killed  # one that has work
        del killed[1:]
        workers.kill(*killed)

    after_the_first(monkeypatch, kill_one)
    assert main(["autograde", ASSIGNMENT, "--cluster", workers.scheduler.address]) == 0
    assert set(workers.scheduler.workers) == workers.processes.keys() - killed
    assert (rows(course), graded_files(course)) == expected


@pytest.mark.long
def test_without_workers_it_stops_and_goes_on_later(course, expected, workers, monkeypatch, capsys):
    monkeypatch.setattr(cluster, "PATIENCE", 0)
    after_the_first(monkeypatch, lambda: workers.kill(*workers.processes))
    assert main(["autograde", ASSIGNMENT, "--cluster", workers.scheduler.address]) == 1
    said = capsys.readouterr().err
    assert "No worker of the cluster is left." in said
    assert "goes on from there" in said
    recorded = {key for key in rows(course) if len(key) == 2}
    assert 1 <= len(recorded) < len([key for key in expected[0] if len(key) == 2])
    assert main(["autograde", ASSIGNMENT, "--cluster", workers.scheduler.address]) == 2
    assert "has no workers" in capsys.readouterr().err
    assert main(["autograde", ASSIGNMENT]) == 0
    assert (rows(course), graded_files(course)) == expected


def mend(course):
    """Have a test pass two answers, in the release too."""
    path = course / "source" / ASSIGNMENT / "sums.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = "assert plus_one(1) in (2, 3)"
    nbformat.write(notebook, path)
    CourseCopy.run_in(course, "nbgrader", "generate_assignment", ASSIGNMENT, "--force")


@pytest.mark.long
def test_one_cell_is_graded_again_as_this_process_does(course, workers, monkeypatch, capsys, tmp_path):
    assert main(["autograde", ASSIGNMENT, "--quiet"]) == 0
    mend(course)
    here = copied(course, tmp_path / "here")
    command = ["regrade", ASSIGNMENT, "--cell", "test_plus_one"]
    assert main([*command, "--cluster", workers.scheduler.address]) == 0
    said = capsys.readouterr()
    assert "Cluster, 2 notebooks at a time. Sandbox by" in said.err
    changed, counts = said.out.splitlines()[1:]
    assert changed.split() == ["kay", "0", "2"]
    assert counts == f"1 changed, {STUDENTS + 3} unchanged, 0 not graded again"
    monkeypatch.chdir(here)
    assert main(command) == 0
    assert (rows(course), graded_files(course)) == (rows(here), graded_files(here))


@pytest.mark.long
def test_without_workers_it_stops_and_says_what_has_changed(course, workers, monkeypatch, capsys):
    assert main(["autograde", ASSIGNMENT, "--quiet"]) == 0
    mend(course)
    monkeypatch.setattr(cluster, "PATIENCE", 0)
    record, grade, calls, killed = CellRecorder.record, cluster.ClusterPool.grade, itertools.count(), threading.Event()

    def record_and_kill(self, graded):
        record(self, graded)
        if graded.submission.student == "kay":
            workers.kill(*workers.processes)
            killed.set()

    def grade_no_more(self, cells, files):
        if next(calls) > 4:  # a notebook without answers, and those of ada, bob, eve and kay
            assert killed.wait(60)
        return grade(self, cells, files)

    monkeypatch.setattr(CellRecorder, "record", record_and_kill)
    monkeypatch.setattr(cluster.ClusterPool, "grade", grade_no_more)
    command = ["regrade", ASSIGNMENT, "--cell", "test_plus_one", "--cluster", workers.scheduler.address]
    assert main(command) == 1
    said = capsys.readouterr()
    assert "No worker of the cluster is left." in said.err
    lines = said.out.splitlines()
    assert lines[1].split() == ["kay", "0", "2"]
    assert lines[-1].startswith("1 changed, ") and lines[-1].endswith(" left")


COMMAND = """
import sys
from grading.autograding import cluster
from grading.worker import Limits
with cluster.open_pool(sys.argv[1], Limits(cell_seconds=77)):
    print("open", flush=True)
    sys.stdin.read()
"""


@contextmanager
def command_that_is_killed(scheduler):
    """Connect another process to the cluster; with the end of the context it is killed."""
    arguments = [sys.executable, "-c", COMMAND, scheduler.address]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    started = subprocess.Popen(arguments, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with started:
        try:
            assert started.stdout.readline() == "open\n"
            yield
        finally:
            started.kill()


@pytest.mark.long
def test_no_process_stays_on_the_workers_when_the_command_is_killed(workers):
    with command_that_is_killed(workers.scheduler):
        warm = [child for one in workers.processes.values() for child in psutil.Process(one.pid).children()]
        assert len(warm) == 2
    assert psutil.wait_procs(warm, timeout=60)[1] == []


class LimitsPool:
    """In place of a worker's pool: all that it says is with which limits it was made."""

    def __init__(self, threads, limits, protection):
        self.limits = limits

    def grade(self, cells, files=None):
        return self.limits

    def close(self):
        self.limits = None


def test_courses_on_one_cluster_do_not_replace_each_others_pools(monkeypatch):
    monkeypatch.setattr(grader, "Pool", LimitsPool)
    monkeypatch.setattr(grader, "find_protection", lambda: SAFE)
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as started:
        address = started.scheduler_address
        with cluster.open_pool(address, "limits of one") as one:
            with cluster.open_pool(address, "limits of two") as two:
                assert (one.grade([]), two.grade([])) == ("limits of one", "limits of two")
            assert one.grade([]) == "limits of one"
        with cluster.open_pool(address, "limits of three") as three:
            assert three.grade([]) == "limits of three"


def test_pools_end_when_the_command_is_killed(monkeypatch):
    ended, limits = threading.Event(), []
    monkeypatch.setattr(LimitsPool, "close", lambda pool: (limits.append(pool.limits), ended.set()))
    monkeypatch.setattr(grader, "Pool", LimitsPool)
    monkeypatch.setattr(grader, "find_protection", lambda: SAFE)
    options = dict(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None)
    with LocalCluster(protocol="tcp", host="127.0.0.1", **options) as started:
        scheduler = started.scheduler
        before = {*scheduler.worker_plugins, *scheduler.plugins}  # distributed has some of its own
        with command_that_is_killed(scheduler):
            assert len({*scheduler.worker_plugins, *scheduler.plugins} - before) == 1
            assert not ended.is_set()
        assert ended.wait(60)
        assert [one.cell_seconds for one in limits] == [77]
        assert {*scheduler.worker_plugins, *scheduler.plugins} == before


def test_a_command_may_be_gone_before_its_pools_are_there(monkeypatch):
    seen, go = [], threading.Event()

    class LatePool(LimitsPool):
        def __init__(self, *arguments):
            assert go.wait(60)
            seen.append("made")

        def close(self):
            seen.append("closed")

    async def begin_and_end():
        one, worker = grader.Grader("limits", unsafe=False), SimpleNamespace(state=SimpleNamespace(nthreads=1))
        beginning = asyncio.create_task(one.setup(worker))
        await asyncio.sleep(0)  # it has begun
        ending = asyncio.create_task(one.teardown(worker))
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(beginning, ending)

    monkeypatch.setattr(grader, "Pool", LatePool)
    monkeypatch.setattr(grader, "find_protection", lambda: SAFE)
    asyncio.run(begin_and_end())
    assert seen == ["made", "closed"]


def test_no_cluster_at_the_address(course, capsys, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT", 0.1)
    assert main(["autograde", ASSIGNMENT, "--cluster", "tcp://127.0.0.1:1"]) == 2
    assert "There is no cluster at tcp://127.0.0.1:1" in capsys.readouterr().err


def test_workers_that_do_not_find_the_course(course, tmp_path, capsys):
    with started_workers(tmp_path / "workers", "-c", ELSEWHERE) as found:
        assert main(["autograde", ASSIGNMENT, "--cluster", found.scheduler.address]) == 2
    said = capsys.readouterr().err
    assert "must be started in the folder of the course, too: ModuleNotFoundError" in said
    assert "Traceback" not in said


def test_what_to_install_is_said(course, capsys, monkeypatch):
    monkeypatch.delitem(sys.modules, "grading.autograding.cluster")
    monkeypatch.delattr("grading.autograding.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["autograde", ASSIGNMENT, "--cluster", "local"]) == 2
    assert command.INSTALL in capsys.readouterr().err


SAFE, UNSAFE = Protection("namespaces", True, "A sandbox."), Protection("none", False, "No sandbox.")


@pytest.mark.parametrize(
    ("protection", "unsafe", "other_version", "problem"),
    [
        (SAFE, False, False, None),
        (UNSAFE, False, False, "No sandbox."),
        (UNSAFE, True, False, None),
        (SAFE, False, True, OTHER_VERSION),
    ],
)
def test_which_workers_are_used(monkeypatch, protection, unsafe, other_version, problem):
    monkeypatch.setattr(grader, "find_protection", lambda: protection)
    monkeypatch.setattr(grader, "Pool", lambda *arguments: arguments)
    found = grader.Grader("limits", unsafe)
    if other_version:
        monkeypatch.setattr(grader, "version", lambda: "another")
    assert found._start(3) == State(protection, 3, problem)
    assert found.pool == (None if problem else (3, "limits", protection))


def test_what_is_said_of_the_workers():
    states = {"a": State(SAFE, 2), "b": State(SAFE, 3), "c": State(UNSAFE, 9, "No sandbox.")}
    assert described(states) == [
        "Cluster, 5 notebooks at a time. A sandbox.",
        "c is not used: No sandbox.",
    ]


def test_files_travel(tmp_path):
    (tmp_path / "one" / "deep").mkdir(parents=True)
    (tmp_path / "one" / "deep" / "data.bin").write_bytes(b"\0\1")
    packed = grader.pack(tmp_path / "one")
    assert packed == {"deep/data.bin": b"\0\1"}
    assert grader.pack(grader.unpack(packed, tmp_path / "two")) == packed
