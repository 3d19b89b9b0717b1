"""`python -m grading regrade ASSIGNMENT --cell ID`: grades one cell again, after its test was mended.

Mend the test in solutions/, run `nbgrader generate_assignment ASSIGNMENT --force`, then this. Each submission is run
again, and only that test is judged. Of the gradebook only the automatic score of that cell changes, and what follows
from it by nbgrader's rules: whether a person must look, and what late work costs. Other cells, scores that were given
by hand and comments stay. `--dry-run` shows what would change.
"""

import argparse
import shutil
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace

import nbformat
from nbgrader.api import MissingEntry
from nbgrader.utils import determine_grade
from tqdm import tqdm

from grading.autograding import command
from grading.autograding.assessing import Assessment, Assessor, Unavailable, cells_of, is_test
from grading.autograding.command import ALL_GRADED, INCOMPLETE
from grading.autograding.course import CourseError
from grading.autograding.folders import copy_files, remove, write
from grading.autograding.gradebook import judged
from grading.autograding.progress import described, printable
from grading.autograding.recording import Recorder, write_record
from grading.autograding.submissions import RECORD, Submission, find_folders, is_graded, look, read_record


@dataclass
class Regraded:
    """A submission with the new result of the cell, or the reason why there is none."""

    submission: Submission
    assessment: Assessment | None = None
    problem: str | None = None
    staged: object = None  # the folder that is to replace the graded one
    before: float | None = None
    after: float | None = None
    by_hand: float | None = None

    @property
    def changed(self):
        return self.problem is None and self.before != self.after


class OneTest:
    """A pool that judges no test but one. The others only give it, and later cells, the names that they bind."""

    def __init__(self, pool, grade_id):
        self.pool, self.grade_id = pool, grade_id

    def grade(self, cells, files=None):
        cells = [replace(one, judged=one.grade_id == self.grade_id) for one in cells]
        return self.pool.grade(cells, files)


class CellRecorder(Recorder):
    """Records the new result of one cell, in the way that survives a kill, and nothing else."""

    def __init__(self, course, workshop, name, grade_id, dry_run=False):
        super().__init__(course, workshop)
        self.name, self.grade_id, self.dry_run = name, grade_id, dry_run

    def record(self, graded):
        """Enter the result into `graded`, and, unless it is a dry run, into the gradebook and the graded folder."""
        if not self.dry_run:
            return super().record(graded)
        with self.course.gradebook.transaction() as gradebook:
            return self._compare(gradebook, graded)

    def _compare(self, gradebook, graded):
        """Fill in the scores before and after; return the Grade."""
        student = graded.submission.student
        gradebook.load(gradebook.find_submission(self.course.assignment, student))
        grade = gradebook.find_grade(self.grade_id, self.name, self.course.assignment, student)
        cell = find_cell(graded.assessment.notebook, self.grade_id)
        score, _ = determine_grade(judged(cell, graded.assessment.verdicts[self.grade_id].passed))
        graded.before, graded.after, graded.by_hand = grade.auto_score, score, grade.manual_score
        return grade

    def _enter(self, gradebook, graded):
        grade = self._compare(gradebook, graded)
        record = self._record(graded)
        if self.grade_id in graded.assessment.person:
            grade.needs_manual_grade = True
        elif graded.by_hand is not None:  # as nbgrader does: the person may want to think again
            grade.needs_manual_grade |= graded.changed
        else:  # a flag that belongs to another part of the notebook still wants a person
            grade.needs_manual_grade = self._wanted_by_others(record, graded.assessment.notebook)
        grade.auto_score = graded.after
        if graded.changed and self.penalties is not None:
            names = {"notebook": self.name, "assignment": self.course.assignment, "student": graded.submission.student}
            gradebook.db.flush()
            self.penalties.preprocess(graded.assessment.notebook, {"nbgrader": names})
        self._replace_cell(graded)
        if record is not None:
            write_record(graded.staged, record)

    def _replace_cell(self, graded):
        """Put the mended test and its new outputs into the graded notebook; the other cells stay as they are."""
        path = graded.staged / f"{self.name}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        old, new = find_cell(notebook, self.grade_id), find_cell(graded.assessment.notebook, self.grade_id)
        old.source, old.outputs, old.execution_count = new.source, new.outputs, new.execution_count
        old.metadata.nbgrader = new.metadata.nbgrader
        write(path, nbformat.writes(notebook) + "\n")

    def _record(self, graded):
        """Return grading.json with the new verdict and flags, None if stock nbgrader graded it and there is none."""
        record = read_record(graded.staged)
        if record is None:
            return None
        assessment = graded.assessment
        verdict = asdict(assessment.verdicts[self.grade_id])
        verdict |= {"score": graded.after, "person": self.grade_id in assessment.person}
        record["notebooks"][self.name]["verdicts"][self.grade_id] = verdict
        here = {"grade_id": self.grade_id, "notebook": self.name}
        kept = [flag for flag in record["flags"] if {key: flag.get(key) for key in here} != here]
        new = [asdict(flag) | {"notebook": self.name} for flag in assessment.flags if flag.grade_id == self.grade_id]
        record["flags"] = kept + new
        return record

    def _wanted_by_others(self, record, notebook):
        flags = [flag for flag in (record or {}).get("flags", []) if flag.get("notebook") == self.name]
        return any(self.grade_id in cells_of(flag["grade_id"], notebook) for flag in flags)


class Regrading:
    """One run of the command: threads assess, this one records."""

    def __init__(self, course, workshop, folders, pool, jobs, options):
        self.course, self.workshop, self.folders = course, workshop, folders
        self.jobs, self.options, self.done = jobs, options, []
        self.name, self.original = self._find_test(course.originals())
        self.pool = OneTest(pool, options.cell)
        self.recorder = CellRecorder(course, workshop, self.name, options.cell, options.dry_run)

    def _find_test(self, originals):
        """Return (name, original) of the notebook that has the cell."""
        found, tests = {}, []
        for name, original in originals.items():
            for cell in original.cells:
                settings = cell.metadata.get("nbgrader", {})
                if is_test(settings) and cell.cell_type == "code":
                    tests.append(settings["grade_id"])
                    if settings["grade_id"] == self.options.cell and self.options.notebook in (None, name):
                        found[name] = original
        if not found:
            raise CourseError(f"There is no test {self.options.cell!r}. The tests are: {', '.join(tests)}")
        if len(found) > 1:
            raise CourseError(f"{self.options.cell!r} is in {', '.join(found)}: say which with --notebook.")
        return next(iter(found.items()))

    def all(self):
        """Grade the cell of all submissions again; `done` gets a Regraded for each."""
        files = self.workshop.new()
        copy_files(None, self.course.own_files, files)
        self.assessor = Assessor(self.name, self.original, self.pool, files)
        self.assessor.untouched()  # if this notebook cannot be run, none can
        threads = ThreadPoolExecutor(self.jobs)
        try:
            disable = True if self.options.quiet else None  # None: only where there is a terminal to draw it on
            shown = dict(unit="submission", desc=self.options.cell, leave=False, disable=disable)
            for one in tqdm(self._assessed(threads), total=len(self.folders), **shown):
                if one.problem is None:
                    self._record(one)
                self.done.append(one)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)  # who stops the command does not wait for notebooks

    def _assessed(self, threads):
        """Yield a Regraded for each folder, in order. Only some are in work at a time: those that wait take room."""
        running = deque()
        for item in self.folders.items():
            running.append(threads.submit(self._assess, *item))
            if len(running) > 2 * self.jobs:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()

    def _assess(self, student, folder):
        try:
            return self._try_to_assess(student, folder)
        except Unavailable:
            raise
        except Exception as error:  # one folder must not stop the others
            return Regraded(Submission(student, folder), problem=described(error))

    def _try_to_assess(self, student, folder):
        submission, graded = look(student, folder, self.course.directory), self.course.graded(student)
        if not (graded / f"{self.name}.ipynb").is_file():
            return Regraded(submission, problem="was not graded yet: run autograde")
        if not is_graded(submission, graded, self.course.directory):
            return Regraded(submission, problem="was handed in again, or its grading failed: run autograde")
        files = self.workshop.new()
        copy_files(submission, self.course.own_files, files, reserved=[RECORD, f"{self.name}.ipynb"])
        assessment = self.assessor.assess(submission, files)
        remove(files)
        if assessment.failed:
            return Regraded(submission, problem="the grader failed: " + assessment.notes[-1].what.splitlines()[-1])
        if assessment.problem:
            return Regraded(submission, problem=assessment.problem)
        staged = None
        if not self.options.dry_run:
            staged = self.workshop.new()
            shutil.copytree(graded, staged, symlinks=True, dirs_exist_ok=True)
        return Regraded(submission, assessment, staged=staged)

    def _record(self, one):
        try:
            self.recorder.record(one)
        except MissingEntry as error:
            one.problem = f"is not in the gradebook: {error}"
        except Exception as error:  # it stays as it was
            one.problem = described(error)


def find_cell(notebook, grade_id):
    """Return the test with this id. Raises LookupError if there is none."""
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("grade_id") == grade_id and settings.get("grade"):
            return cell
    raise LookupError(f"the graded notebook has no cell {grade_id}")


def listed(done, wanted, dry_run):
    """Return the lines that say what changed: student, before, after. wanted: how many there were to do."""
    changed = [one for one in done if one.changed]
    failed = [one for one in done if one.problem is not None]
    rows = [("student", "before", "after", "")] if changed else []
    for one in changed:
        note = "" if one.by_hand is None else f"the score given by hand, {one.by_hand:g}, stays"
        before = "none" if one.before is None else f"{one.before:g}"
        rows.append((one.submission.student, before, f"{one.after:g}", note))
    width = max((len(printable(row[0])) for row in rows), default=0)
    lines = [f"{printable(row[0]):<{width}}  {row[1]:>6}  {row[2]:>5}  {row[3]}".rstrip() for row in rows]
    lines += [f"{printable(one.submission.student)}: not graded again, {printable(one.problem)}" for one in failed]
    would = "would change" if dry_run else "changed"
    counts = (
        f"{len(changed)} {would}, {len(done) - len(changed) - len(failed)} unchanged, {len(failed)} not graded again"
    )
    return [*lines, counts + (f", {wanted - len(done)} left" if len(done) < wanted else "")]


def parser():
    made = argparse.ArgumentParser(
        "python -m grading regrade", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("assignment", metavar="ASSIGNMENT")
    made.add_argument("--cell", required=True, metavar="ID", help="the test that was mended, such as test-fit-line")
    made.add_argument("--notebook", metavar="NAME", help="the notebook, if several have such a cell")
    made.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    command.add_options(made)
    return made


def main(arguments):
    """Run the command; return 0 if all were graded again, 1 if some were not, 2 if nothing was done."""
    return command.exit_code(_run, parser().parse_args(arguments))


def _run(course, workshop, options):
    folders = find_folders(course.directory, course.assignment, options.student)
    unknown = sorted(set(options.student) - set(folders))
    if unknown or not folders:
        raise CourseError(f"There is no submission{' of ' + ', '.join(unknown) if unknown else ''}.")
    # the pool comes before the originals: nothing that student code runs in may have seen a hidden test
    with command.open_pool(course, options, len(folders)) as (pool, jobs):
        regrading = Regrading(course, workshop, folders, pool, jobs, options)
        try:
            regrading.all()
        finally:
            if regrading.done:  # also if it had to stop: nobody can tell later what has changed
                print("\n".join(listed(regrading.done, len(folders), options.dry_run)))
    return INCOMPLETE if any(one.problem is not None for one in regrading.done) else ALL_GRADED
