"""The benchmark runs, checks its results, and prints its table."""

import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

import minigrad

from . import autograd, draw, grading

FOLDER = Path(__file__).parents[2]


def run(*arguments):
    command = [sys.executable, "-m", "tests.bench", *arguments]
    return subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=300)


def test_the_table_has_a_line_for_every_row():
    done = run("autograd", "--short")
    lines = [line for line in done.stdout.splitlines() if " ms |" in line]
    assert len(lines) == len(autograd.ROWS), done.stderr
    assert "Under no_grad" in done.stdout
    assert done.returncode == (3 if any("| NO" in line for line in lines) else 0), done.stderr


def test_rows_can_be_chosen_and_must_exist():
    assert "chain of 1,000" in run("autograd", "--short", "chain").stdout
    done = run("autograd", "chains")
    assert done.returncode and "no such row: chains" in done.stderr
    assert "Rows: mlp" in run().stderr and "Rows: 10, 100" in run().stderr


def test_the_table_of_pictures_has_lines_for_every_size():
    done = run("draw", "--short")
    lines = [line for line in done.stdout.splitlines() if " ms |" in line]
    assert {line.split("|")[1].strip().replace(",", "") for line in lines} == set(draw.ROWS), done.stderr
    assert sum("draw, builtin" in line for line in lines) == len(draw.ROWS)
    assert done.returncode == (3 if any("| NO" in line for line in lines) else 0), done.stderr


def test_different_results_are_noticed():
    def make(packages):
        return {"numpy": lambda: [1.0], "minigrad": lambda: [1.1]}

    with pytest.raises(AssertionError, match="nonsense: minigrad"):
        autograd.Row("nonsense", make, 1, 1).run({"minigrad": minigrad}, short=True)


def test_a_node_of_the_deep_chain_is_small():
    assert autograd.bytes_per_node(steps=300) <= autograd.NODE_LIMIT


@pytest.mark.long
def test_the_table_of_grading_has_lines_for_both_kinds_of_rows():
    done = run("grading", "--short", "30", "100")
    lines = [line for line in done.stdout.splitlines() if line.endswith(("| yes |", "| NO  |"))]
    assert len(lines) == 3 + 4, done.stdout + done.stderr
    assert "0 differ" in lines[2]  # the scores are the same, however fast it is
    assert done.returncode == (3 if any("| NO" in line for line in lines) else 0), done.stderr


def test_grading_that_is_slower_or_says_something_else_is_noticed(monkeypatch, capsys):
    costs = {"nbgrader": grading.Cost(30, 60.0, 66.0, 100.0), "python": grading.Cost(30, 6.0, 3.0, 100.0)}
    scores = {"stock": {("ada", "ps1"): 1}, "ours": {("ada", "ps1"): 1}}
    courses = types.SimpleNamespace(new=lambda name, submissions: name.partition("-")[0])
    monkeypatch.setattr(grading, "run", lambda command, *_: costs[command[0]])
    monkeypatch.setattr(grading, "entries", scores.__getitem__)
    assert grading.compare(courses, 30)
    scores["ours"] = {("ada", "ps1"): 2}
    assert not grading.compare(courses, 30)
    assert "ada ps1: 1 by nbgrader, 2 by ours" in capsys.readouterr().out
    scores["ours"] = {("ada", "ps1"): 1}
    costs["python"] = grading.Cost(30, 15.0, 3.0, 100.0)
    assert not grading.compare(courses, 30)


def test_cost_that_grows_with_the_number_of_submissions_is_noticed(monkeypatch):
    courses = types.SimpleNamespace(new=lambda name, submissions: name)
    base = grading.Cost(30, 9.0, 6.0, 100.0, 300.0)
    for cost, fine in (
        (grading.Cost(300, 80.0, 55.0, 105.0, 310.0), True),
        (grading.Cost(300, 120.0, 55.0, 105.0, 310.0), False),
        (grading.Cost(300, 80.0, 55.0, 105.0, 900.0), False),
    ):
        monkeypatch.setattr(grading, "run", lambda *arguments, cost=cost, **options: cost)
        assert grading.growth(courses, 300, base) == fine


def test_the_memory_of_a_process_and_its_children_is_seen():
    assert os.getpid() in grading.tree(os.getpid())
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert child.pid in grading.tree(os.getpid())
        assert grading.proportional_size(os.getpid()) > 1000
    finally:
        child.communicate(b"\n")
    assert child.pid not in grading.tree(os.getpid())
