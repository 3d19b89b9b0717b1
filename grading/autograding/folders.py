"""Puts a graded folder together out of sight, and into place in one step."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from nbgrader.utils import rmtree

try:
    import fcntl
except ImportError:  # Windows has no such locks: README says to grade there in a container
    fcntl = None

NAME = ".unfinished"  # hidden: nbgrader's patterns for students do not match it


class Busy(Exception):
    """Another process grades this assignment."""


class Workshop:
    """The folder beside the graded ones where an assignment's submissions are put together. A context manager.

    What a killed run has left there is of no use and is removed. One process at a time may be in it.
    """

    def __init__(self, directory):
        step, assignment = directory.autograded_directory, directory.assignment_id
        self.folder = Path(directory.format_path(step, NAME, assignment)).resolve()

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = open(self.folder / "lock", "w")  # held until the end
        if fcntl:
            try:
                # of the kind that a forked process does not inherit, and that ends with the process
                fcntl.lockf(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                self._lock.close()
                raise Busy(f"Another process is grading this assignment: it holds {self.folder / 'lock'}.") from error
        self._clear()
        return self

    def __exit__(self, *exception):
        self._clear()
        self._lock.close()

    def _clear(self):
        for path in self.folder.iterdir():
            if path.name != "lock":
                remove(path)

    def new(self):
        """Return a new empty folder."""
        folder = Path(tempfile.mkdtemp(dir=self.folder)) / "folder"
        folder.mkdir()  # mkdtemp makes folders that only their owner may read
        return folder

    @contextmanager
    def taken_away(self, folder):
        """Take an old graded folder out of its place for good, but put it back if the context fails."""
        old = Path(tempfile.mkdtemp(dir=self.folder)) / "old"
        there = os.path.lexists(folder)
        if there:
            os.rename(folder, old)
        try:
            yield
        except Exception:
            if there:
                os.rename(old, folder)
            raise
        remove(old.parent)

    def put(self, staged, folder):
        """Put a complete folder into its place. After a power cut it is there with all that is in it, or not at all."""
        for where, _, names in os.walk(staged):
            for name in names:
                _to_disk(Path(where, name))
            _to_disk(where)
        folder.parent.mkdir(parents=True, exist_ok=True)
        os.rename(staged, folder)
        _to_disk(folder.parent)
        staged.parent.rmdir()


def _to_disk(path):
    if os.name != "posix":  # elsewhere folders cannot be opened
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path):
    """Remove a file or folder, read-only files in it too."""
    if path.is_dir() and not path.is_symlink():
        rmtree(str(path))
    else:
        path.unlink()


def write(path, text):
    """Write a new file: the old one may be read-only."""
    path.unlink(missing_ok=True)
    path.write_text(text, encoding="utf-8", errors="replace", newline="\n")


def copy_files(submission, own_files, staged, reserved=()):
    """Copy a student's files, and over them those that belong to the assignment.

    A student's file is left out where its name stands in the way of one of those, or of a `reserved` one.
    """
    fixed = [*own_files, *reserved]
    files = {path.relative_to(submission.folder).as_posix(): path for path in submission.files} if submission else {}
    theirs = {
        name: path
        for name, path in files.items()
        if not name.endswith(".ipynb")
        and not any(f"{one}/".startswith(f"{name}/") or f"{name}/".startswith(f"{one}/") for one in fixed)
    }
    for name, path in (theirs | own_files).items():
        target = staged / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    if submission and submission.undated:  # nbgrader would fail on it in the graded folder, again and again
        (staged / "timestamp.txt").write_text("")
