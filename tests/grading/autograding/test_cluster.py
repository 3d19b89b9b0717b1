"""Notebooks run by a dask.distributed cluster: two worker processes, one of them killed, then both."""

import subprocess
import sys
from dataclasses import dataclass

import pytest
from distributed import Client, LocalCluster

from grading.__main__ import main
from grading.autograding import cluster, command, grader
from grading.autograding.cluster import described
from grading.autograding.grader import OTHER_VERSION, State
from grading.autograding.progress import Progress
from grading.sandbox import Protection
from tests.notebooks import ROOT

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
    with LocalCluster(n_workers=0, dashboard_address=None) as started, Client(started) as client:
        command = [sys.executable, "-m", "distributed.cli.dask_worker", started.scheduler_address, "--no-nanny"]
        command += ["--nthreads", "1", "--no-dashboard", "--local-directory", str(tmp_path)]
        processes = {}
        try:
            for name in ("one", "two"):
                processes[name] = subprocess.Popen([*command, "--name", name], cwd=ROOT, stderr=subprocess.DEVNULL)
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
    victim, other = workers.processes

    def kill_one():
        assert workers.scheduler.workers[victim].processing  # it has work
        workers.kill(victim)

    after_the_first(monkeypatch, kill_one)
    assert main(["autograde", ASSIGNMENT, "--cluster", workers.scheduler.address]) == 0
    assert list(workers.scheduler.workers) == [other]
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
        with cluster.open_pool(address, "one", "limits of one") as one:
            with cluster.open_pool(address, "two", "limits of two") as two:
                assert (one.name, two.name) == ("one", "two")
                assert (one.grade([]), two.grade([])) == ("limits of one", "limits of two")
            assert one.grade([]) == "limits of one"
        with cluster.open_pool(address, "three", "limits of three") as three:
            assert three.grade([]) == "limits of three"


def test_no_cluster_at_the_address(course, capsys, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT", 0.1)
    assert main(["autograde", ASSIGNMENT, "--cluster", "tcp://127.0.0.1:1"]) == 2
    assert "There is no cluster at tcp://127.0.0.1:1" in capsys.readouterr().err


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
