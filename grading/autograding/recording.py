"""Records a graded submission so that a kill at any moment leaves it whole, or to be graded again."""

import json
import time
from dataclasses import asdict, dataclass, replace

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader.api import InvalidEntry
from sqlalchemy.exc import IntegrityError, OperationalError

from grading.autograding.assessing import cells_of
from grading.autograding.folders import write
from grading.autograding.progress import outcome_of
from grading.autograding.submissions import RECORD
from grading.reading import Note

# What passes: formgrader holds the lock of the gradebook for a moment, or another command enters the same student.
PASSING = (OperationalError, IntegrityError, InvalidEntry)
ATTEMPTS = 5


@dataclass
class Graded:
    """A submission, and what its notebooks came to."""

    submission: object  # submissions.Submission
    assessments: list  # of assessing.Assessment
    staged: object  # the folder with its files
    seconds: float


class Recorder:
    """Writes scores, comments and the graded folder of one submission after the other."""

    def __init__(self, course, workshop):
        self.course, self.workshop = course, workshop
        self.steps, self.saved, self.penalties = course.steps()
        self.expected = {*course.own_files, "timestamp.txt"}

    def record(self, graded):
        """Record a submission; return its Outcome.

        The old folder goes before the gradebook changes, and the new one comes after it. So where there is a folder,
        the gradebook has its scores; a submission without one is graded again, and that changes no other entry.
        """
        student = graded.submission.student
        place = self.course.graded(student)
        with self.workshop.taken_away(place):
            outcome = self._commit(graded)
        self.course.converter.staged = str(graded.staged)
        self.course.converter.set_permissions(self.course.assignment, student)
        self.workshop.put(graded.staged, place)
        return outcome

    def _commit(self, graded):
        for attempt in range(ATTEMPTS):
            try:
                with self.course.gradebook.transaction() as gradebook:
                    return self._enter(gradebook, graded)
            except PASSING as error:
                if "disk is full" in str(error) or attempt == ATTEMPTS - 1:
                    raise
                time.sleep(0.2 * 2**attempt)

    def _enter(self, gradebook, graded):
        """Write the notebooks into the staged folder and their scores into the open transaction."""
        submission, assignment = graded.submission, self.course.assignment
        student = submission.student
        if self.course.converter.create_student:
            gradebook.update_or_create_student(student)
        else:
            gradebook.find_student(student)
        known = {"timestamp": submission.timestamp} if submission.timestamp else {}
        entry = gradebook.update_or_create_submission(assignment, student, **known)
        gradebook.load(entry)
        self._note(graded, entry)
        left_out = self._left_out(graded)
        for assessment in graded.assessments:
            write(graded.staged / f"{assessment.name}.ipynb", self._finished(assessment, graded))
        gradebook.db.flush()
        grades = gradebook.grades()
        for (notebook, _), grade in grades.items():
            if notebook in left_out:
                grade.auto_score, grade.needs_manual_grade = 0, False
        record = record_of(graded, assignment, grades)
        write_record(graded.staged, record)
        return outcome_of(student, record, any(grade.needs_manual_grade for grade in grades.values()))

    def _finished(self, assessment, graded):
        """Return the text of the notebook after nbgrader's steps, which enter its scores."""
        names = {"student": graded.submission.student, "assignment": self.course.assignment}
        names |= {"notebook": assessment.name, "db_url": self.course.directory.db_url}
        resources = ResourcesDict(
            unique_key=assessment.name,
            output_files_dir=f"{assessment.name}_files",
            metadata=ResourcesDict(path=str(graded.staged)),
            nbgrader=names,
        )
        notebook = nbformat.from_dict(assessment.notebook)  # a copy: the next attempt needs it as it is
        self.saved.assessment = assessment
        for step in self.steps:
            notebook, resources = step(notebook, resources)
        nbformat.validate(notebook)
        return nbformat.v4.writes(notebook) + "\n"

    def _note(self, graded, entry):
        """Have a person look where something is odd about the whole submission."""
        submission, first = graded.submission, graded.assessments[0]
        if submission.undated:  # it matters if there is a due date
            note = Note(None, submission.undated, harmless=entry.duedate is None)
            submission.notes = [one for one in submission.notes if one.what != note.what] + [note]
        if not all(note.harmless for note in submission.notes):
            first.person |= cells_of(None, first.notebook)

    def _left_out(self, graded):
        """Return the names of the notebooks that were left out on purpose: nbgrader gives 0, and nobody needs to look.

        On purpose: another notebook is there, and no file that may be the one that is missing.
        """
        files = {path.relative_to(graded.submission.folder).as_posix() for path in graded.submission.files}
        read = {one.file for one in graded.assessments if one.file}
        if not read or graded.submission.notes or files - read - self.expected:
            return set()
        left_out = [one for one in graded.assessments if one.file is None and not one.failed]
        for one in left_out:
            one.problem, one.person = None, set()
            one.notes = [replace(note, harmless=True) for note in one.notes]
        return {one.name for one in left_out}


def write_record(folder, record):
    write(folder / RECORD, json.dumps(record, indent=1, ensure_ascii=False) + "\n")


def record_of(graded, assignment, grades):
    """Return what is kept beside the notebooks, for the instructor and for `report` and `regrade`."""
    submission, assessments = graded.submission, graded.assessments
    ended = [one.ended for one in assessments if one.ended != "completed"]
    problems = [one.problem for one in assessments if one.problem]
    return {
        "version": 1,
        "assignment": assignment,
        "student": submission.student,
        "submission": None if any(one.failed for one in assessments) else submission.digest,
        "seconds": round(graded.seconds, 3),
        "ended": "; ".join(ended) or "completed",
        "problem": "; ".join(problems) or None,
        "flags": [asdict(flag) | {"notebook": one.name} for one in assessments for flag in one.flags],
        "notes": [asdict(note) | {"notebook": None} for note in submission.notes]
        + [asdict(note) | {"notebook": one.name} for one in assessments for note in one.notes],
        "notebooks": {
            one.name: {
                "file": one.file,
                "problem": one.problem,
                "ended": one.ended,
                "seconds": one.seconds,
                "verdicts": {
                    grade_id: asdict(verdict)
                    | {"score": grades[one.name, grade_id].auto_score, "person": grade_id in one.person}
                    for grade_id, verdict in one.verdicts.items()
                },
            }
            for one in assessments
        },
    }
