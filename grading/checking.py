"""For students: runs an exercise notebook with the tests that are in it, and says how far it is.

    python -m grading check exercises/04_detach
    python -m grading check exercises/04_detach/detach.ipynb exercises/05_in_place

The notebook runs from top to bottom in a fresh kernel, as when it is graded; the file stays as it is. It is the
student's own code, so there is no sandbox, only a limit of time. Ends with 0 if all tests pass, 1 if not, 2 if a file
cannot be read or holds no exercises.
"""

import argparse
import asyncio
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import textwrap
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat.warnings import MissingIDFieldWarning
from nbgrader.utils import compute_checksum

from grading.syntax import parse

from . import lessons

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 20  # for a cell, as when it is graded
GRACE = 10  # more, for a cell that is asked to end
PASSED, LATER, UNSOLVED, WRONG = "passed", "checked when graded", "not solved yet", "not yet"
STATES = (PASSED, LATER, UNSOLVED, WRONG)
STUB = re.compile(r"^\s*raise NotImplementedError\(.not solved yet", re.MULTILINE)
AGAIN = (
    "Keep a copy of it. Then get the released notebook again, put your answers into it one by one, save it in "
    "JupyterLab, and check that one."
)


class NotReadable(Exception):
    """A file that is no notebook with exercises. The message says what it is and what to do."""


@dataclass
class Exercise:
    """What the tests of one exercise said."""

    title: str
    solved: bool = True  # no cell for an answer is as it was released
    broken: str = ""  # what stopped the student's own cell
    tests: list = field(default_factory=list)  # (points, one of the four states, message)

    @property
    def points(self):
        return sum(points for points, _, _ in self.tests)

    @property
    def state(self):
        states = [state for _, state, _ in self.tests]
        return next((state for state in (WRONG, UNSOLVED, PASSED) if state in states), LATER)

    @property
    def message(self):
        """The message of the first test that failed; if none did, what the tests printed."""
        if self.state == WRONG:
            return next(message for _, state, message in self.tests if state == WRONG)
        return (
            ""
            if self.state == UNSOLVED
            else "\n".join(dict.fromkeys(message for _, _, message in self.tests if message))
        )


def read(path):
    """Return the notebook at `path`. Raises NotReadable."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MissingIDFieldWarning)  # harmless, and nothing a student could do
            notebook = nbformat.reads(text, as_version=4)
    except FileNotFoundError:
        raise NotReadable("there is no such file.") from None
    except OSError as error:
        raise NotReadable(f"could not be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise NotReadable(f"could not be read: it is no text in UTF-8. {AGAIN}") from None
    except (json.JSONDecodeError, nbformat.reader.NotJSONError):
        what = "is no notebook, or only a part of one"
        if not text.strip():
            what = "is empty"
        elif re.search(r"^(<{7}|>{7}) ", text, re.MULTILINE):
            what = "holds the two sides of a merge conflict (lines that begin with <<<<<<<)"
        raise NotReadable(f"could not be read: the file {what}. {AGAIN}") from None
    except (nbformat.ValidationError, AttributeError, KeyError, TypeError, ValueError) as error:
        reason = str(error).strip().split("\n")[0][:200]
        raise NotReadable(f"could not be read: it is not built as a notebook is ({reason}). {AGAIN}") from None
    if not any(_grading(cell).get("grade") for cell in notebook.cells):
        raise NotReadable("holds no exercises. They are in the folder exercises/.")
    return notebook


def run(notebook, folder, seconds=SECONDS):
    """Run the cells where the notebook lies. Returns the index of a cell that ended Python or never ended, or None."""
    log = logging.Logger("check")  # nbclient would report each timeout on the screen
    log.addHandler(logging.NullHandler())
    client = NotebookClient(
        notebook,
        timeout=seconds,
        interrupt_on_timeout=True,
        allow_errors=True,
        kernel_name="python3",
        log=log,
        resources={"metadata": {"path": str(folder)}},
    )
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))  # minigrad lies here
    environment = os.environ | {"PYTHONPATH": path, "MINIGRAD_RENDERER": "builtin"}

    async def execute():
        hung = None
        # What a process writes around IPython, such as warnings of the kernel's own, is of no interest here.
        async with client.async_setup_kernel(env=environment, stderr=subprocess.DEVNULL):
            for index, cell in enumerate(notebook.cells):
                if _heading(cell):
                    hung = None
                if hung and _is_test(cell):
                    cell.outputs = [hung]  # the same answer would take its time again
                    continue
                try:
                    await asyncio.wait_for(client.async_execute_cell(cell, index), seconds + GRACE)
                    errors = [output for output in cell.get("outputs", ()) if output.output_type == "error"]
                    hung = next((error for error in errors if error.ename == "KeyboardInterrupt"), hung)
                except (DeadKernelError, TimeoutError):
                    await client.km.shutdown_kernel(now=True)
                    return index
        return None

    # ZeroMQ needs this kind of event loop, which is not the usual one on Windows.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(execute())


def exercises(notebook, stopped=None):
    """Return what the tests of a notebook that has run say, exercise by exercise.

    stopped: the index of the cell at which the run ended.
    """
    found = [Exercise("Exercise")]
    for index, cell in enumerate(notebook.cells):
        if _heading(cell):
            found.append(Exercise(_heading(cell)))
        grading, exercise = _grading(cell), found[-1]
        if grading.get("grade") and grading.get("solution"):  # marked by a person
            untouched = compute_checksum(cell) == grading.get("checksum")
            exercise.tests.append((grading.get("points", 0), UNSOLVED if untouched else LATER, ""))
            continue
        if cell.cell_type != "code":
            continue
        if index == stopped and not _is_test(cell):
            exercise.broken = "A cell ended Python, or could not be stopped. What comes after it was not run."
        elif grading.get("solution"):
            exercise.solved = exercise.solved and not STUB.search(cell.source)
            exercise.broken = exercise.broken or _failure(cell, "Your answer: ")
        if grading.get("grade"):
            ran = stopped is None or index < stopped
            exercise.tests.append((grading.get("points", 0), *_verdict(cell, exercise, ran, index == stopped)))
    return [exercise for exercise in found if exercise.tests]


def _verdict(cell, exercise, ran, stopped_here):
    """Return the state of a test, and the message that explains it."""
    if stopped_here:
        return WRONG, "This test ended Python, or could not be stopped."
    if not ran:
        return WRONG, exercise.broken or "Not run: a cell before it ended Python, or could not be stopped."
    failure = _failure(cell)
    if "not solved yet" in failure or (not exercise.solved and failure.startswith("NameError")):
        return UNSOLVED, ""
    if failure:
        return WRONG, exercise.broken or failure
    printed = "".join(output.text for output in cell.outputs if output.get("name") == "stdout").strip()
    if printed.startswith("Checked when") or not _says_something(cell.source):
        return (LATER, "") if exercise.solved else (UNSOLVED, "")
    return PASSED, printed


def _says_something(source):
    try:
        return bool(parse(source).body)
    except SyntaxError:  # IPython's own commands
        return True


def _failure(cell, begin=""):
    """Return the message of the error that a cell ended with, or an empty text."""
    for output in cell.outputs:
        if output.output_type != "error":
            continue
        if output.ename == "KeyboardInterrupt":
            return f"{begin}It did not end within {SECONDS} seconds. Is there a loop that never stops?"
        if output.ename == "NotImplementedError" and "not solved yet" in output.evalue:
            return "" if begin else output.evalue
        words = re.sub(r"\(\S+\.py, line (\d+)\)", r"(line \1 of the cell)", output.evalue)
        return begin + (words if output.ename == "AssertionError" and words else f"{output.ename}: {words}")
    return ""


def _heading(cell):
    """Return the title of the exercise that begins in this cell, or an empty text."""
    found = re.search(r"^## (.+?)(?: \([\d.]+ points?[^)]*\))?$", cell.source, re.MULTILINE)
    return found[1] if found and cell.cell_type == "markdown" else ""


def _is_test(cell):
    return cell.cell_type == "code" and _grading(cell).get("grade") and not _grading(cell).get("solution")


def _grading(cell):
    found = cell.metadata.get("nbgrader")
    return found if isinstance(found, dict) else {}


def _changed(notebook):
    """Return the ids of tests and given cells that are not as they were released."""
    cells = [(cell, _grading(cell)) for cell in notebook.cells]
    return [
        str(grading.get("grade_id"))
        for cell, grading in cells
        if grading.get("locked") and grading.get("checksum") and compute_checksum(cell) != grading["checksum"]
    ]


def report(path, notebook, stopped):
    """Print what was found. Returns whether all tests passed."""
    found, own = exercises(notebook, stopped), lessons.of_exercise(notebook)
    print(f"\n{path}\n")
    for cell in notebook.cells:  # an error here is no fault of an answer: say it first
        if cell.cell_type == "code" and _grading(cell).get("locked") and not _grading(cell).get("grade"):
            problem = _failure(cell, f"The cell {_grading(cell).get('grade_id')}, which is not yours: ")
            if problem:
                _say(problem)
    for exercise in found:
        points = f"{exercise.points:g} point{'' if exercise.points == 1 else 's'}"
        print(f"  {exercise.title} ({points}): {exercise.state}")
        if exercise.message:
            _say(exercise.message)
        for name, heading in lessons.named(exercise.message, own):
            _say(f"course/{name}: {heading}")
    sums = {state: sum(p for e in found for p, found_state, _ in e.tests if found_state == state) for state in STATES}
    total = sum(sums.values())
    print(f"\n  Of {total:g} points: " + ", ".join(f"{sums[state]:g} {state}" for state in STATES if sums[state]) + ".")
    if sums[PASSED]:
        _say("passed: the tests that are in the notebook. More are run when your work is graded.", indent=2)
    for name in _changed(notebook):
        _say(f"The cell {name} is not as it was released. The released one counts.", indent=2)
    return not sums[WRONG] and not sums[UNSOLVED]


def _say(text, indent=6):
    width = max(50, min(110, shutil.get_terminal_size().columns))
    for line in text.split("\n"):
        print(textwrap.fill(line, width, initial_indent=" " * indent, subsequent_indent=" " * indent))


def _notebooks(place):
    if not place.is_dir():
        return [place]
    return sorted(path for path in place.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)


def main(arguments):
    """Check the notebooks named in `arguments`, files or folders. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m grading check", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("places", nargs="+", type=Path, metavar="NOTEBOOK", help="a notebook, or a folder of notebooks")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as end:  # argparse has said why
        return end.code
    for stream in (sys.stdout, sys.stderr):  # a message may have letters which this console does not know
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    code = 0
    for place in options.places:
        paths = _notebooks(place)
        if not paths:
            print(f"{place}: there is no notebook in this folder.", file=sys.stderr)
            code = 2
        for path in paths:
            try:
                notebook = read(path)
                passed = report(path, notebook, run(notebook, path.resolve().parent))
            except NotReadable as problem:
                print(f"{path}: {problem}", file=sys.stderr)
                code = 2
            except (NoSuchKernel, RuntimeError) as error:
                print(f"Python could not be started for it ({error}). Run start.py again: it mends the environment.")
                return 2
            except KeyboardInterrupt:
                print("Stopped.", file=sys.stderr)
                return 130
            else:
                code = max(code, 0 if passed else 1)
    return code
