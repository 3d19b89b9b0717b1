"""The benchmark runs, checks its results, and prints its table."""

import subprocess
import sys
from pathlib import Path

import pytest

import minigrad

from . import autograd, draw

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
