"""nbgrader's gradebook, written one submission at a time: all of it or nothing."""

from contextlib import contextmanager

from nbformat.v4 import new_output
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties, NbGraderPreprocessor, SaveAutoGrades
from sqlalchemy.orm import Session


class Waiting(Session):
    """A session in which nbgrader's commits, one after every cell, wait for that of the whole submission.

    Nor is anything written before a query: a new submission is written once, with its scores.
    """

    def __init__(self, connection):
        # SQLAlchemy's way for a session to join a transaction that is not its own
        super().__init__(connection, join_transaction_mode="rollback_only", autoflush=False)

    def commit(self):
        """Leave it to `OneTransaction.transaction`, which writes all at once."""


class OneTransaction(Gradebook):
    """A Gradebook that keeps its connection, and commits when a submission is complete.

    nbgrader opens a gradebook for every notebook and step, and commits after every cell: a kill in between leaves half
    of the scores, and the disk is waited for each time.
    """

    @contextmanager
    def transaction(self):
        """Within the context, nbgrader's own commits wait: all is written when it ends, nothing if it fails."""
        opened, self._found = self.db, {}
        with self.engine.begin() as connection:
            self.db = Waiting(connection)
            try:
                yield self
                self.db.flush()
            finally:
                self.db.close()
                self.db, self._found = opened, {}

    def find_student(self, student_id):
        new = (one for one in self.db.new if isinstance(one, Student) and one.id == student_id)
        student = next(new, None) or self.db.get(Student, student_id)
        if student is None:
            raise MissingEntry(f"No such student: {student_id}")
        return student

    def load(self, submission):
        """Get all grades and comments of a submission, for `find_grade` and `find_comment`."""
        self._found = {(SubmittedNotebook, notebook.name): notebook for notebook in submission.notebooks}
        rows = _made(submission) if submission in self.db.new else self._read(submission)
        for row, notebook, cell in rows:
            self._found[type(row), notebook, cell] = row

    def _read(self, submission):
        for table in (Grade, Comment):
            yield from (
                self.db.query(table, Notebook.name, BaseCell.name)
                .join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id)
                .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
                .join(BaseCell, BaseCell.id == table.cell_id)
                .filter(SubmittedNotebook.assignment_id == submission.id)
            )

    def waiting(self, assignment):
        """Return the students whose work in the assignment a person must look at."""
        found = (
            self.db.query(SubmittedAssignment.student_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .filter(Assignment.name == assignment, SubmittedAssignment.needs_manual_grade)
        )
        return {student for (student,) in found}

    def grades(self):
        """Return {(notebook, cell): Grade} of the loaded submission."""
        return {key[1:]: row for key, row in self._found.items() if key[0] is Grade}

    def _find(self, *key):
        try:
            return self._found[key]
        except KeyError:
            raise MissingEntry(f"No such entry: {key[0].__name__} of {'/'.join(key[1:])}") from None

    def find_grade(self, grade_cell, notebook, assignment, student):
        return self._find(Grade, notebook, grade_cell)

    def find_comment(self, solution_cell, notebook, assignment, student):
        return self._find(Comment, notebook, solution_cell)

    def find_submission_notebook(self, notebook, assignment, student):
        return self._find(SubmittedNotebook, notebook)


def _made(submission):
    """Yield what `_read` does, of a submission that is not written yet."""
    for notebook in submission.notebooks:
        entry = notebook.notebook
        names = {cell.id: cell.name for cell in (*entry.grade_cells, *entry.solution_cells, *entry.task_cells)}
        for row in (*notebook.grades, *notebook.comments):
            yield row, entry.name, names[row.cell_id]


class SaveVerdicts(SaveAutoGrades):
    """nbgrader's way to record scores and comments, with verdicts that were made outside of the student's process."""

    gradebook = None  # the open one, set once
    assessment = None  # set for each notebook

    def preprocess(self, nb, resources):
        self.notebook_id = resources["nbgrader"]["notebook"]
        self.assignment_id = resources["nbgrader"]["assignment"]
        self.student_id = resources["nbgrader"]["student"]
        self._message = self.assessment.message
        return NbGraderPreprocessor.preprocess(self, nb, resources)

    def _add_score(self, cell, resources):
        grade_id = cell.metadata.nbgrader["grade_id"]
        verdict = self.assessment.verdicts.get(grade_id)
        if verdict is None:  # written answers: nbgrader knows whether they are for a person
            super()._add_score(cell, resources)
        else:
            super()._add_score(judged(cell, verdict.passed), resources)
        if grade_id in self.assessment.person:
            grade = self.gradebook.find_grade(grade_id, self.notebook_id, self.assignment_id, self.student_id)
            grade.needs_manual_grade = True

    def _add_comment(self, cell, resources):
        super()._add_comment(cell, resources)
        if self.assessment.message:
            comment = self.gradebook.find_comment(
                cell.metadata.nbgrader["grade_id"], self.notebook_id, self.assignment_id, self.student_id
            )
            comment.auto_comment, self._message = self._message, None  # said once, at the first answer


class LatePenalties(AssignLatePenalties):
    """nbgrader's late penalties, by its plugin, in the transaction of the submission."""

    gradebook = None

    def preprocess(self, nb, resources):
        names = [resources["nbgrader"][key] for key in ("notebook", "assignment", "student")]
        notebook = self.gradebook.find_submission_notebook(*names)
        notebook.late_submission_penalty = None
        late = notebook.assignment.total_seconds_late
        if late > 0:
            self.init_plugin()
            self.gradebook.db.flush()
            self.gradebook.db.refresh(notebook, ["score"])
            penalty = self.plugin_inst.late_submission_penalty(names[2], notebook.score, late)
            if penalty is not None:
                notebook.late_submission_penalty = self._check_late_penalty(notebook, penalty)
        return nb, resources


def _is_part(output, points):
    """Return whether an output is a number of points that the test can have; of a greater one nbgrader would fail."""
    if output.output_type != "execute_result" or set(output.data) != {"text/plain"}:
        return False
    try:
        return 0 <= float(output.data["text/plain"]) <= points
    except ValueError:
        return False


def judged(cell, passed):
    """Return a test as nbgrader's rules must see it to give the points of the verdict.

    They look at the outputs: a number as result gives so many points, an error gives 0, and so does anything on stderr,
    which no student should pay for.
    """
    cell = cell.copy()
    if cell.cell_type == "code" and passed:
        cell.outputs = [output for output in cell.outputs if _is_part(output, cell.metadata.nbgrader["points"])]
    elif cell.cell_type == "code":
        cell.outputs = [new_output("error")]
    return cell
