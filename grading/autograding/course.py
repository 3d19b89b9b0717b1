"""The course as nbgrader knows it: its settings, its gradebook, its folders, and the instructor's notebooks."""

import logging
import os
import platform
from functools import cached_property
from pathlib import Path

from nbgrader.apps import AutogradeApp
from nbgrader.converters import Autograde
from nbgrader.nbgraderformat import SchemaTooNewError, SchemaTooOldError, ValidationError
from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata, Execute, SaveAutoGrades
from nbgrader.utils import find_all_files
from sqlalchemy.engine import make_url
from traitlets import Unicode
from traitlets.utils.importstring import import_item

from grading.autograding.gradebook import LatePenalties, OneTransaction, SaveVerdicts
from grading.reading import original

# What grading here does in place of nbgrader's own: the cells have been run, and their metadata are the original's.
REPLACED = {Execute: None, CheckCellMetadata: None, SaveAutoGrades: SaveVerdicts, AssignLatePenalties: LatePenalties}

INVALID = (ValidationError, SchemaTooOldError, SchemaTooNewError)
NO_GRADEBOOK = "Run this in the folder of the course, after nbgrader generate_assignment."

# What a Python kernel says of itself. Run without one, a notebook would lack it, and pages of it their colours.
LANGUAGE = {
    "name": "python",
    "version": platform.python_version(),
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": 3},
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}


class CourseError(Exception):
    """Nothing can be graded before the instructor has mended what the message says."""


class Converter(Autograde):
    """nbgrader's Autograde, for its settings (`c.Autograde`), hooks and permissions, with a folder to work in."""

    staged = Unicode(help="where the graded submission is put together")

    def _format_dest(self, assignment_id, student_id, escape=False):
        return self.staged


class Course:
    """The course in a folder, open for grading one assignment. A context manager: it closes the gradebook."""

    def __init__(self, assignment, root=""):
        self.assignment = assignment
        self.app = AutogradeApp()
        self.app.initialize([], root=str(root))
        self.app.log_level = logging.ERROR  # what matters of its warnings is in the summary
        self.directory = self.app.coursedir
        self.directory.assignment_id = assignment
        self.converter = Converter(coursedir=self.directory, parent=self.app)
        gradebook = make_url(self.directory.db_url)
        if gradebook.get_backend_name() == "sqlite" and not os.path.exists(gradebook.database or ""):
            raise CourseError(f"There is no gradebook {gradebook.database}. {NO_GRADEBOOK}")
        self.gradebook = OneTransaction(self.directory.db_url, self.directory.course_id)
        self.source = Path(self.directory.format_path(self.directory.source_directory, ".", assignment))

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.gradebook.close()

    def has_safe_pages(self):
        """Return whether `grading.settings.safe_pages` was called in the course's settings."""
        shown = self.app.config.get("HTMLExporter", {}).get("preprocessors", [])
        return isinstance(shown, list) and "grading.feedback.SafeOutputs" in shown

    def path(self, step, student):
        return Path(self.directory.format_path(step, student, self.assignment))

    def graded(self, student):
        """Return the folder of a graded submission."""
        return self.path(self.directory.autograded_directory, student)

    def notebooks(self):
        """Return {name: checksums of its cells by grade id} for the assignment's notebooks, as the gradebook has them.

        Holds nothing of a test, so that it can be known to the process that others are forked from.
        """
        found = {entry.name: entry for entry in self._entry().notebooks}
        return {name: {cell.name: cell.checksum for cell in found[name].source_cells} for name in sorted(found)}

    def _entry(self):
        known = {entry.name: entry for entry in self.gradebook.assignments}
        command = f"nbgrader generate_assignment {self.assignment}"
        if self.assignment not in known:
            raise CourseError(f"The gradebook knows no assignment {self.assignment!r}. Is `{command}` still to be run?")
        if not known[self.assignment].notebooks:
            raise CourseError(f"The assignment {self.assignment!r} has no notebook. Run `{command}`.")
        return known[self.assignment]

    def originals(self):
        """Return {name: Original of a notebook}, checked once against nbgrader's rules and the gradebook."""
        return {name: self._original(name, checksums) for name, checksums in self.notebooks().items()}

    def _original(self, name, checksums):
        path = self.source / f"{name}.ipynb"
        if not path.is_file():
            raise CourseError(f"The instructor's notebook is missing: {path}")
        try:
            found = original(path, self.converter.config)
        except INVALID as error:  # nbgrader's CheckCellMetadata, which says what is wrong only in its cause
            why = str(error.__context__ or error).splitlines()[0]
            raise CourseError(f"nbgrader's metadata in {path} are not valid: {why}") from error
        notebook = found.notebook
        language = notebook.metadata.get("kernelspec", {}).get("language", "python")
        if language.lower() != "python":
            raise CourseError(f"{path} is in {language}. Use `nbgrader autograde`: here, only Python is run.")
        here = {
            settings["grade_id"]: settings.get("checksum")
            for settings in (cell.metadata.get("nbgrader", {}) for cell in notebook.cells)
            if settings.get("grade_id")
        }
        changed = sorted(key for key in here.keys() | checksums.keys() if here.get(key) != checksums.get(key))
        if changed:
            raise CourseError(
                f"{path} is not what the gradebook knows: changed cells {', '.join(changed)}. "
                f"Run `nbgrader generate_assignment {self.assignment} --force`."
            )
        notebook.metadata["language_info"] = dict(LANGUAGE)
        return found

    @cached_property
    def own_files(self):
        """{path in the folder of a submission: file} of what the instructor gives along with the notebooks."""
        files = find_all_files(str(self.source), [*self.directory.ignore, "*.ipynb"])
        theirs = self.converter.exclude_overwriting.get(self.assignment, [])
        names = {Path(file).relative_to(self.source).as_posix(): Path(file) for file in files}
        return {name: file for name, file in names.items() if name not in theirs}

    def steps(self):
        """Return ([nbgrader's steps that come after the execution], SaveVerdicts and LatePenalties among them).

        A step takes a notebook and nbconvert's resources, and returns both.
        """
        steps, saved, penalties = [], None, None
        for step in self.converter.autograde_preprocessors:
            step = import_item(step) if isinstance(step, str) else step
            step = REPLACED.get(step, step)
            if step is None:
                continue
            step = step(parent=self.converter) if isinstance(step, type) else step
            steps.append(step)
            saved = step if isinstance(step, SaveVerdicts) else saved
            penalties = step if isinstance(step, LatePenalties) else penalties
        for step in (saved, penalties):
            if step is not None:
                step.gradebook = self.gradebook
        if saved is None:
            raise CourseError("c.Autograde.autograde_preprocessors lacks SaveAutoGrades: nothing would be recorded.")
        return steps, saved, penalties
