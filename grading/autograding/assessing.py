"""What a submitted notebook comes to: the outputs of its cells, and a verdict for each test."""

import json
import threading
import time
import traceback
from dataclasses import dataclass, field

import nbformat
from nbformat.v4 import new_markdown_cell, new_output

from grading.reading import Note, find, read
from grading.worker import Cell, Flag, SandboxError

UNREADABLE = "Your notebook could not be read: {problem}"
FAILED = "Your notebook could not be graded yet. A person will look at it."
_TEXTS = ("name", "text", "ename", "evalue")
NO_VERDICT = "This test could not be run to its end."


class Unavailable(Exception):
    """Nothing can be run any more. No submission is to blame, so none is recorded: the command ends."""


@dataclass(frozen=True)
class Verdict:
    """Whether a test passed, and how long it took. `passed` is None where the test could not be run to its end."""

    passed: bool | None
    seconds: float = 0.0


@dataclass
class Assessment:
    """A notebook with its outputs, and what is to be recorded of it.

    `notebook` is what goes into autograded/: without a `problem` the student's cells and their outputs, else the
    original with a message. `person` holds the grade ids of the cells that a person must look at.
    """

    name: str
    file: str | None
    notebook: nbformat.NotebookNode
    problem: str | None = None
    message: str | None = None
    notes: list[Note] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    person: set[str] = field(default_factory=set)
    ended: str = "completed"
    seconds: float = 0.0
    failed: bool = False  # by a fault of the grader: the next run tries again


class Assessor:
    """Gives the Assessment of one notebook of the assignment, for one submission after the other.

    `original` is the instructor's notebook as `grading.reading.original` gives it, and `files` a folder with what the
    instructor gives along with it. `tell` is called with a sentence for the instructor.
    """

    def __init__(self, name, original, pool, files=None, tell=None):
        self.name, self.original, self.pool = name, original, pool
        self._files, self._tell = files, tell
        self._untouched, self._asking = None, threading.Lock()

    def assess(self, submission, files=None):
        """Return the Assessment of what was handed in. `files` is the folder with what the notebook may read.

        Raises Unavailable and SandboxError, and nothing else.
        """
        started = time.monotonic()
        try:
            assessment = self._assess(submission, files)
        except (Unavailable, SandboxError):
            raise
        except Exception:  # a fault of the grader, or of the machine: it must not stop the others
            assessment = _ungraded(self.name, None, self.original, "the grader failed", FAILED)
            assessment.failed = True
            assessment.notes.append(Note(None, traceback.format_exc(), harmless=False))
        assessment.seconds = round(time.monotonic() - started, 3)
        return assessment

    def _assess(self, submission, files):
        name, original = self.name, self.original
        path, note = find(submission.folder, name, original)
        notes = [note] if note else []
        if path is None:
            what = f"There is no notebook {name}.ipynb in what you handed in."
            return _ungraded(name, None, original, "was not handed in", f"{what} Please hand it in.", notes)
        shown = str(path.relative_to(submission.folder))
        reading = read(path, original)
        notes += reading.notes
        if reading.notebook is None:
            message = UNREADABLE.format(problem=reading.problem)
            return _ungraded(name, shown, original, f"could not be read: {reading.problem}", message, notes)
        result = self._run(reading.notebook, files)
        assessment = Assessment(
            name, shown, reading.notebook, notes=notes, flags=list(result.flags), ended=result.ended
        )
        results = {one.index: one for one in result.cells}
        for index, cell in enumerate(reading.notebook.cells):
            if cell.cell_type == "code":
                _take_over(cell, results.get(index), assessment)
        for one in [*assessment.flags, *(note for note in notes if not note.harmless)]:
            assessment.person |= cells_of(one.grade_id, reading.notebook)
        return assessment

    def _run(self, notebook, files):
        result = self.pool.grade(code_cells(notebook, self.original, self._untouched or frozenset()), files)
        doubtful = {flag.grade_id for flag in result.flags if flag.kind == "tripwire"}
        if doubtful and doubtful & self.untouched():  # no fault of the student's
            result = self.pool.grade(code_cells(notebook, self.original, self.untouched()), files)
        return result

    def untouched(self):
        """Return the grade ids of the tests that pass without any answer: nothing can be concluded from their passing.

        Only a tripwire asks for them, so in most runs nobody does, and then nothing is run for them.
        """
        with self._asking:
            if self._untouched is None:
                tests = {grade_id for grade_id, settings in _settings(self.original.notebook) if is_test(settings)}
                cells = code_cells(self.original.notebook, self.original, tests)
                names = {cell.index: cell.grade_id for cell in cells}
                results = self.pool.grade(cells, self._files).cells
                self._untouched = frozenset(names[one.index] for one in results if one.passed)
                if self._untouched and self._tell:
                    passing = ", ".join(sorted(self._untouched))
                    self._tell(f"{self.name}: these tests pass without any answer: {passing}")
            return self._untouched


def _ungraded(name, shown, original, problem, message, notes=()):
    """Return the Assessment of a notebook that cannot be run: 0 for now, and a person must look at every cell."""
    notebook = nbformat.from_dict(original.notebook)  # a copy
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.cells.insert(0, new_markdown_cell(message.replace("<", "&lt;"), id=_unused_id(notebook)))
    graded = {grade_id for grade_id, settings in _settings(notebook) if settings.get("grade") or settings.get("task")}
    verdicts = {grade_id: Verdict(None) for grade_id in graded}
    return Assessment(name, shown, notebook, problem, message, list(notes), verdicts=verdicts, person=graded)


def _unused_id(notebook):
    taken = {cell.id for cell in notebook.cells}
    return next(name for name in (f"message-{k}" for k in range(len(taken) + 1)) if name not in taken)


def _settings(notebook):
    """Yield (grade id, nbgrader's metadata) of every cell that nbgrader knows."""
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("grade_id"):
            yield settings["grade_id"], settings


def is_test(settings):
    """Return whether nbgrader's metadata of a code cell make it one whose points the tests in it decide."""
    return bool(settings.get("grade") and not settings.get("solution"))


def code_cells(notebook, original, untouched=frozenset()):
    """Return the notebook's code cells for the worker, each with what it is.

    An answer comes with its stub, and a test with the part of it that students see.
    """
    given = {cell.id: cell.source for cell in original.cells}
    seen = {cell.id: source for cell, source in zip(original.cells, original.released, strict=True)}
    cells = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            kind, grade_id = _kind(cell, given), cell.metadata.get("nbgrader", {}).get("grade_id")
            stub = given.get(cell.id) if kind == "answer" else None
            visible = seen.get(cell.id, "") if kind == "test" else ""
            tripwire = grade_id not in untouched
            cells.append(Cell(index, kind, cell.source, grade_id, stub, tripwire, visible=visible))
    return cells


def _kind(cell, given):
    settings = cell.metadata.get("nbgrader", {})
    if is_test(settings):
        return "test"
    if settings.get("solution"):
        return "answer"
    # what students may edit is theirs, unless they left it as it was
    return "given" if settings.get("locked") or given.get(cell.id) == cell.source else "extra"


def _take_over(cell, result, assessment):
    """Write the outputs of a cell into the notebook, and its verdict, if it is a test, into the assessment."""
    cell.outputs = valid_outputs(result.outputs) if result else []
    cell.execution_count = result.execution_count if result else None
    settings = cell.metadata.get("nbgrader", {})
    if not is_test(settings):
        return
    passed = result.passed if result else None
    if not passed and not any(output.output_type == "error" for output in cell.outputs):
        # the reader of the page, and nbgrader, know a failed test by its error
        cell.outputs.append(new_output("error", ename="NoVerdict", evalue=NO_VERDICT, traceback=[NO_VERDICT]))
    assessment.verdicts[settings["grade_id"]] = Verdict(passed, round(result.seconds, 3) if result else 0.0)
    if passed is None:
        assessment.person.add(settings["grade_id"])


def valid_outputs(outputs):
    """Return the outputs as nbformat has them; in place of what is not valid there is a note."""
    return [nbformat.from_dict(output) if _valid(output) else _left_out() for output in outputs]


def _left_out():
    return new_output("stream", name="stderr", text="(an output that no notebook can hold was left out)\n")


def _is_plain(output):
    """Return whether an output is one of the usual ones: to ask nbformat's schema takes a hundred times as long."""
    if type(output) is not dict or not all(type(value) is str for key, value in output.items() if key in _TEXTS):
        return False
    kind, keys = output.get("output_type"), output.keys() - {"output_type"}
    if kind == "stream":
        return keys == {"name", "text"}
    traceback = output.get("traceback")
    if kind != "error" or keys != {"ename", "evalue", "traceback"} or type(traceback) is not list:
        return False
    return all(type(line) is str for line in traceback)


def _valid(output):
    if _is_plain(output):
        return True
    if not isinstance(output, dict) or not _is_flat(output):
        return False
    try:
        json.dumps(output, allow_nan=False)  # Python's NaN is no JSON: Jupyter could not open the notebook
    except ValueError:
        return False
    return nbformat.validator.isvalid(nbformat.from_dict(output), ref="output", version=4, version_minor=5)


def _is_flat(value, levels=50):
    """Return whether lists and dictionaries lie only so deep in each other: Python's copying is recursive."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels > 0 and all(_is_flat(one, levels - 1) for one in inside)


def cells_of(grade_id, notebook):
    """Return the graded cells that a flag is about: the test itself, or the tests that follow the answer.

    A flag that belongs to no cell, or to one without tests after it, is about the first graded cell.
    """
    found, after, graded = set(), False, []
    for here, settings in _settings(notebook):
        if settings.get("grade") or settings.get("task"):
            graded.append(here)
            if here == grade_id or after:
                found.add(here)
        if settings.get("solution"):
            after = here == grade_id
    return found or set(graded[:1])
