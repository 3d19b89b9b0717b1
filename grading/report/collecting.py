"""Gathers what is known of a graded class: from the gradebook, the graded notebooks, and grading.json where it is."""

import glob
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import fmean

from nbgrader import api
from sqlalchemy import select

from grading.report.messages import reasons

RECORD = "grading.json"  # what the grader notes beside the graded notebooks
HEADING = re.compile(r"#+\s*(.+)")  # at the beginning of a cell


@dataclass
class Test:
    """A graded cell, and what the class scored in it."""

    __test__ = False  # pytest would take it for one of its own

    notebook: str
    grade_id: str
    points: float
    scores: dict = field(default_factory=dict)  # student: score, or None while a person must give it

    def count(self, lowest, highest):
        """Return how many students scored from `lowest` to `highest`, as shares of the points."""
        return sum(score is not None and lowest <= self.share(score) <= highest for score in self.scores.values())

    def share(self, score):
        return score / self.points if self.points else 1.0

    @property
    def mean(self):
        given = [self.share(score) for score in self.scores.values() if score is not None]
        return fmean(given) if given else 0.0

    @property
    def solved(self):
        return self.count(1, float("inf"))

    @property
    def partly(self):
        return self.count(1e-9, 1 - 1e-9)

    @property
    def failed(self):
        return self.count(float("-inf"), 0)

    @property
    def waiting(self):
        return sum(score is None for score in self.scores.values())


@dataclass
class Exercise:
    """The tests between one answer cell and the next, under the heading that stands above them."""

    title: str
    tests: list[Test] = field(default_factory=list)

    @property
    def mean(self):
        points = sum(test.points for test in self.tests)
        return sum(test.mean * test.points for test in self.tests) / points if points else 0.0


@dataclass
class Submission:
    """What one student handed in, as it was graded."""

    student: str
    name: str
    score: float | None = None  # None: there is none in the gradebook
    penalty: float = 0.0
    seconds: float | None = None
    ended: str = ""
    problem: str | None = None  # why it could not be read or graded
    needs_person: bool = False
    flags: list[dict] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # notebooks that were not handed in beside others: 0 points
    failures: list = field(default_factory=list)  # (test's grade_id, Reason)
    answers: dict = field(default_factory=dict)  # name of an answer cell: source; cells of their own: numbered


@dataclass
class Class:
    """All that the report shows of one assignment."""

    assignment: str
    points: float
    exercises: list[Exercise]
    submissions: list[Submission]
    given: dict  # {answer cell: what stood there when the assignment was released}
    missing: list[str]  # students of the course who handed in nothing


def collect(coursedir, assignment):
    """Return the Class of `assignment`. Raises nbgrader's MissingEntry if the gradebook does not know it."""
    with api.Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        entry = gradebook.find_assignment(assignment)
        points, notebooks = float(entry.max_score), [notebook.name for notebook in entry.notebooks]
        given = _given(gradebook, assignment)
        tests = _tests(gradebook, assignment)
        submissions = _submissions(gradebook, assignment)
        students = [student.id for student in gradebook.students]
    exercises = _exercises(coursedir, assignment, sorted(notebooks), tests)
    for student in _folders(coursedir, coursedir.submitted_directory, assignment):
        submissions.setdefault(student, Submission(student, student))
    for submission in submissions.values():
        folder = Path(coursedir.format_path(coursedir.autograded_directory, submission.student, assignment))
        _read_record(submission, folder / RECORD)
        _read_notebooks(submission, folder, sorted(notebooks), given)
    missing = [student for student in students if student not in submissions]
    ordered = [submissions[student] for student in sorted(submissions)]
    return Class(assignment, points, exercises, ordered, given, sorted(missing))


def _given(gradebook, assignment):
    rows = gradebook.db.execute(
        select(api.SourceCell.name, api.SourceCell.source, api.SourceCell.locked)
        .join(api.Notebook, api.Notebook.id == api.SourceCell.notebook_id)
        .join(api.Assignment, api.Assignment.id == api.Notebook.assignment_id)
        .where(api.Assignment.name == assignment, api.SourceCell.cell_type == "code")
    )
    return {name: source or "" for name, source, locked in rows if not locked}


def _tests(gradebook, assignment):
    """Return {(notebook, grade_id): Test} with everybody's scores. One query: a class may have 3,000 students."""
    tests = {}
    for notebook in gradebook.find_assignment(assignment).notebooks:
        for cell in [*notebook.grade_cells, *notebook.task_cells]:
            tests[notebook.name, cell.name] = Test(notebook.name, cell.name, float(cell.max_score))
    rows = gradebook.db.execute(
        select(
            api.SubmittedAssignment.student_id,
            api.Notebook.name,
            api.BaseCell.name,
            api.Grade.score,
            api.Grade.auto_score,
            api.Grade.manual_score,
        )
        .join(api.SubmittedNotebook, api.SubmittedNotebook.id == api.Grade.notebook_id)
        .join(api.Notebook, api.Notebook.id == api.SubmittedNotebook.notebook_id)
        .join(api.SubmittedAssignment, api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .join(api.BaseCell, api.BaseCell.id == api.Grade.cell_id)
        .where(api.Assignment.name == assignment)
    )
    for student, notebook, cell, score, automatic, manual in rows:
        known = automatic is not None or manual is not None
        tests[notebook, cell].scores[student] = float(score) if known else None
    return tests


def _submissions(gradebook, assignment):
    found = {}
    penalties = {}
    rows = gradebook.db.execute(
        select(api.SubmittedAssignment.student_id, api.SubmittedNotebook.late_submission_penalty)
        .join(api.SubmittedNotebook, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .where(api.Assignment.name == assignment)
    )
    for student, penalty in rows:
        penalties[student] = penalties.get(student, 0.0) + (penalty or 0.0)
    for entry in gradebook.submission_dicts(assignment):
        student, penalty = entry["student"], penalties.get(entry["student"], 0.0)
        name = " ".join(part for part in (entry["first_name"], entry["last_name"]) if part)
        score = max(0.0, float(entry["score"]) - penalty)
        found[student] = Submission(student, name or student, score, penalty)
        found[student].needs_person = bool(entry["needs_manual_grade"])
    return found


def _exercises(coursedir, assignment, notebooks, tests):
    """Group the tests as they stand in the instructor's notebooks; what stands in none of them comes last."""
    exercises, left = [], dict(tests)
    for notebook in notebooks:
        path = Path(coursedir.format_path(coursedir.source_directory, ".", assignment)) / f"{notebook}.ipynb"
        heading, current = notebook, None
        for cell in _cells(path):
            grading, source = _grading(cell), _source(cell)
            answer = grading.get("solution")  # an answer in words may begin with a heading too
            if cell.get("cell_type") == "markdown" and not answer and HEADING.match(source):
                heading, current = HEADING.match(source)[1], None
            test = left.pop((notebook, grading.get("grade_id")), None)
            if test is not None:
                if current is None:
                    current = Exercise(heading)
                    exercises.append(current)
                current.tests.append(test)
    exercises += [Exercise(f"{test.notebook}: {test.grade_id}", [test]) for test in left.values()]
    return exercises


def _folders(coursedir, step, assignment):
    """Return the students who have a folder for `assignment` in a step of nbgrader's directory structure."""
    pattern = re.compile(coursedir.format_path(step, "(?P<student>.*)", re.escape(assignment), escape=True))
    paths = glob.glob(coursedir.format_path(step, "*", glob.escape(assignment)))
    return sorted(found["student"] for found in map(pattern.fullmatch, paths) if found)


def _read_record(submission, path):
    """Add what the grader noted beside the scores. A gradebook of stock nbgrader has no such file."""
    if not path.is_file():
        return
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        submission.problem = f"grading.json cannot be read: {error}"
        return
    submission.seconds = record.get("seconds")
    submission.ended = record.get("ended") or ""
    submission.problem = record.get("problem")
    submission.flags = record.get("flags") or []
    submission.notes = record.get("notes") or []
    graded = record.get("notebooks") or {}
    submission.left_out = [name for name, one in graded.items() if not one.get("file") and not one.get("problem")]


def _read_notebooks(submission, folder, notebooks, given):
    """Add the failures, the answers, and, where the grader did not note it, the time that the cells took."""
    paths = [path for path in (folder / f"{notebook}.ipynb" for notebook in notebooks) if path.is_file()]
    if paths and not (folder / RECORD).is_file():  # stock nbgrader makes no copy of what is not there
        submission.left_out = sorted({*notebooks} - {path.stem for path in paths})
    if not paths and submission.problem is None:
        submission.problem = "It was handed in, and there is no graded notebook. Was it graded without an error?"
    seconds = 0.0
    for path in paths:
        cells = _cells(path)
        if not cells and submission.problem is None:
            submission.problem = f"The graded copy, {path.name}, cannot be read."
        for number, cell in enumerate(cells):
            if cell.get("cell_type") != "code":
                continue
            grading = _grading(cell)
            seconds += _duration(cell)
            if grading.get("grade") and not grading.get("solution"):
                for output in cell.get("outputs", []):
                    if output.get("output_type") == "error":
                        name, message = str(output.get("ename", "")), str(output.get("evalue", ""))
                        submission.failures += [(grading["grade_id"], reason) for reason in reasons(name, message)]
            elif grading.get("solution") or not grading.get("locked"):
                submission.answers[grading.get("grade_id") or f"{path.stem}, cell {number + 1}"] = _source(cell)
    submission.failures = list(dict.fromkeys(submission.failures))  # nbgrader reports a timeout twice
    if submission.seconds is None and seconds:
        submission.seconds = seconds


def _cells(path):
    """Return the cells of a notebook, as they are; none if it cannot be read. The graded copies are valid notebooks."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [cell for cell in cells if isinstance(cell, dict)]


def _grading(cell):
    return cell.get("metadata", {}).get("nbgrader") or {}


def _source(cell):
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _duration(cell):
    times = cell.get("metadata", {}).get("execution", {})
    begin, end = times.get("iopub.status.busy"), times.get("shell.execute_reply") or times.get("iopub.status.idle")
    if not begin or not end:
        return 0.0
    return max(0.0, (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds())
