"""The benchmark runs, checks its results, and prints its table."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

import minigrad

from . import autograd

FOLDER = Path(__file__).parents[2]


def run(*arguments):
    command = [sys.executable, "-m", "tests.bench", *arguments]
    return subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=300)


def test_the_table_has_a_line_for_every_row():
    done = run("autograd", "--short")
    lines = [line for line in done.stdout.splitlines() if " ms |" in line]
    assert len(lines) == len(autograd.ROWS), done.stderr
    assert done.returncode == any("| NO" in line for line in lines)


def test_rows_can_be_chosen_and_must_exist():
    assert "chain of 1,000" in run("autograd", "--short", "chain").stdout
    done = run("autograd", "chains")
    assert done.returncode and "no such row: chains" in done.stderr
    assert "Rows: mlp" in run().stderr


def test_different_results_are_noticed():
    def make(packages):
        return {"numpy": lambda: [1.0], "minigrad": lambda: [1.1]}

    with pytest.raises(AssertionError, match="nonsense: minigrad"):
        autograd.Row("nonsense", make, 1, 1).run({"minigrad": minigrad}, short=True)


def test_a_node_of_the_deep_chain_is_small():
    assert autograd.bytes_per_node(steps=300) <= autograd.NODE_LIMIT


def test_no_grad_is_clearly_faster_than_recording():
    w, b = (minigrad.tensor([value], requires_grad=True) for value in (0.99, 0.01))

    def best():
        return min(time_of(w, b) for _ in range(7))

    recording = best()
    with minigrad.no_grad():
        assert best() < 0.85 * recording


def time_of(w, b):
    start, y = time.process_time_ns(), w
    for _ in range(1000):
        y = (y * w + b).tanh()
    return time.process_time_ns() - start
