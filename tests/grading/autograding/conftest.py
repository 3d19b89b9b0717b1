"""A course with a release, ready to be graded, and a pool that runs nothing."""

import types

import pytest

from grading.autograding import command
from grading.sandbox import Protection
from grading.worker import CellResult, Result
from tests.grading.course_copy import CourseCopy

ASSIGNMENT = "01_requires_grad"


class StubPool:
    """In place of the real pool: an answer that was changed passes its tests, a stub fails them. Runs no code.

    `results` may hold a function for a student's notebook: it gets the cells and returns the Result. It is found by
    a word that stands in one of the notebook's cells.
    """

    results = types.MappingProxyType({})

    def __init__(self, jobs, limits, protection):
        self.limits = limits

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def close(self):
        pass

    def grade(self, cells, files=None):
        for word, result in self.results.items():
            if any(word in cell.source for cell in cells):
                return result(cells)
        return graded(cells)


def graded(cells):
    """Return the Result of cells by what stands in the answer cells."""
    results, solved = [], False
    for number, cell in enumerate(cells, 1):
        if cell.kind == "answer":
            solved = "NotImplementedError" not in cell.source
        passed = solved if cell.kind == "test" else None
        outputs = [] if passed is not False else [error("NotImplementedError", "not solved yet")]
        results.append(CellResult(cell.index, outputs, number, passed, 0.01))
    return Result(results, [], "completed")


def error(name, message):
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": [f"{name}: {message}"]}


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """Return a course whose assignment is in the gradebook. It is copied for each test."""
    copy = CourseCopy(tmp_path_factory.mktemp("released"))
    copy.run("nbgrader", "generate_assignment", ASSIGNMENT)
    return copy


@pytest.fixture
def course(released, tmp_path, monkeypatch):
    """Return a fresh copy of the course, which is the current folder, and where no code is run."""
    return enter_copy(released, tmp_path, monkeypatch)


def enter_copy(released, folder, monkeypatch):
    copy = released.copied_to(folder / "course")
    monkeypatch.chdir(copy.folder)
    monkeypatch.setattr(command, "Pool", StubPool)
    monkeypatch.setattr(command, "find_protection", lambda: Protection("namespaces", True, "Nothing is run here."))
    monkeypatch.setattr(StubPool, "results", {})
    return copy


def half(number=0):
    """Return answers that change two of the cells."""
    return dict.fromkeys(("predict-flags", "make-weights"), f"answer = {number}\n")
