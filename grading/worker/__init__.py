"""Runs the cells of submitted notebooks and decides which tests pass.

    Pool (trusted, the grader's own process)
      └─ warm process: Python with IPython, NumPy and, if need be, minigrad imported; never runs a student's code
           └─ one fork per notebook, in a sandbox: the keeper; never runs a student's code
                └─ student: an IPython shell that runs all cells but the tests
                     └─ judge: a fork per test; restores what the student has changed, then runs the test

Verdicts are the pool's: it knows the tests, which reach a judge only when every other process of the sandbox has been
stopped, and it believes a judge only with the word that came along with the test.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """What a notebook may use. Output is counted per cell; memory, processes and files per notebook."""

    cell_seconds: float = 20
    notebook_seconds: float = 240
    memory: int = 2 << 30
    processes: int = 64
    file_bytes: int = 64 << 20
    output_bytes: int = 100_000


@dataclass(frozen=True)
class Cell:
    """A code cell. `kind`: "given" or "test" (the instructor's), "answer" or "extra" (the student's).

    stub: of an answer, what the student was given to replace. With it, the worker knows which names are the student's
    to define even where a given cell has defined them before.
    tripwire: of a test, False if the untouched notebook passes it too.
    visible: of a test, the part that students see. It is run among their cells too: later cells may use its names.
    judged: of a test, False if nobody asks for its verdict, and it is there for the tests that take names from it.
    """

    index: int
    kind: str
    source: str
    grade_id: str | None = None
    stub: str | None = None
    tripwire: bool = True
    visible: str = ""
    judged: bool = True


@dataclass
class CellResult:
    """What running a cell gave: outputs in nbformat 4, and for tests the verdict (None: it could not be run)."""

    index: int
    outputs: list[dict] = field(default_factory=list)
    execution_count: int | None = None
    passed: bool | None = None
    seconds: float = 0.0


@dataclass
class Flag:
    """Something that a person should look at, with the evidence."""

    kind: str
    grade_id: str | None
    evidence: str


@dataclass
class Result:
    """What running a notebook gave. `ended` is "completed", or says what happened instead."""

    cells: list[CellResult]
    flags: list[Flag]
    ended: str = "completed"


from grading.worker.pool import Pool, SandboxError  # noqa: E402  (it is made of the above)

__all__ = ["Cell", "CellResult", "Flag", "Limits", "Pool", "Result", "SandboxError"]
