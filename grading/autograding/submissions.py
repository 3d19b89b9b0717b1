"""What was handed in, and what of it is to be graded."""

import glob
import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.utils import is_ignored, parse_utc

from grading.reading import Note

RECORD = "grading.json"  # lies beside the graded notebooks


class BadFolder(Exception):
    """A folder that is no submission."""


@dataclass
class Submission:
    """A student's folder: the regular files in it, and when it was handed in."""

    student: str
    folder: Path
    files: list[Path] = field(default_factory=list)
    timestamp: object = None  # datetime.datetime, UTC; None: not known
    undated: str | None = None  # what is wrong with timestamp.txt
    digest: str = ""
    notes: list[Note] = field(default_factory=list)


def find_folders(directory, assignment, students=()):
    """Return {student: folder} of those who handed in, by nbgrader's settings, sorted by name."""
    step = directory.submitted_directory
    pattern = directory.format_path(step, f"(?P<student>[^{re.escape(os.sep)}]+)", re.escape(assignment), escape=True)
    found = {}
    for folder in glob.glob(directory.format_path(step, "*", glob.escape(assignment))):
        match = re.fullmatch(pattern, folder)
        if match:  # also a file in its place: somebody has handed in something
            found[match["student"]] = Path(folder)
    left_out = {student for student in directory.student_id_exclude.split(",") if student}
    return {
        student: found[student]
        for student in sorted(found)
        if student not in left_out and (not students or student in students)
    }


def look(student, folder, directory):
    """Return the Submission in `folder`. Raises BadFolder if nothing can be graded in it."""
    if "\n" in student:  # nbgrader's patterns end there: it would make no feedback for those who follow
        raise BadFolder("the name of the folder has a line break in it: rename it")
    if any("\ud800" <= sign <= "\udfff" for sign in student):  # how Python reads it: a gradebook cannot hold that
        raise BadFolder("the name of the folder is not written in UTF-8: rename it")
    if folder.is_symlink() or folder.parent.is_symlink():
        raise BadFolder(f"the folder is a link, to {folder.resolve()}: nobody knows whose work that is")
    submission = Submission(student, folder)
    submission.files = _regular_files(submission, directory)
    submission.timestamp = _timestamp(submission)
    submission.digest = _digest(submission)
    return submission


def _regular_files(submission, directory):
    """Return the files. Links out of the folder, pipes and devices are left out: a student could ask for any file."""
    found, size, base = [], 0, submission.folder.resolve()
    for where, folders, names in os.walk(submission.folder):
        folders[:] = sorted(
            name for name in folders if not is_ignored(os.path.join(glob.escape(where), name), directory.ignore)
        )
        for name in sorted(names):
            path = Path(where, name)
            shown = path.relative_to(submission.folder)
            if is_ignored(str(path), directory.ignore):
                continue
            if not path.is_file() or not path.resolve().is_relative_to(base):
                submission.notes.append(Note(None, f"{shown} is a link or no file, and was left out", harmless=False))
                continue
            more = path.stat().st_size
            if more > directory.max_file_size * 1000 or size + more > directory.max_dir_size * 1000:
                submission.notes.append(Note(None, f"{shown} is too large, and was left out", harmless=False))
                continue
            size += more
            found.append(path)
    return found


def _timestamp(submission):
    path = submission.folder / "timestamp.txt"
    if path not in submission.files:
        return None
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read(200).strip()
        return parse_utc(text) if text else None
    except (ValueError, OverflowError) as error:
        submission.undated = f"timestamp.txt holds no time ({error}): nobody knows whether this was late"
        return None


def _digest(submission):
    digest = hashlib.sha256()
    for path in submission.files:
        name = os.fsencode(path.relative_to(submission.folder))
        digest.update(name + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def read_record(graded):
    """Return what is kept beside the notebooks of a graded folder, None if stock nbgrader has graded it."""
    path = graded / RECORD
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def is_graded(submission, graded, directory):
    """Return whether the folder `graded` holds what grading this submission, as it is now, gave."""
    if not graded.is_dir():
        return False
    record = read_record(graded)
    if record is not None:
        return record["submission"] == submission.digest
    # nbgrader compares the times
    before = directory.get_existing_timestamp(str(graded))
    return not (submission.timestamp and before and submission.timestamp > before)
