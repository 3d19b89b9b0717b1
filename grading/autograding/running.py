"""One run over submissions: threads assess them, the thread that has started it records one after the other."""

import errno
import sys
import time
import traceback
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from grading.autograding.assessing import Assessor, Unavailable
from grading.autograding.folders import copy_files
from grading.autograding.progress import FAILED, Outcome, described, printable_lines
from grading.autograding.recording import Graded, Recorder
from grading.autograding.submissions import RECORD, BadFolder
from grading.worker import SandboxError

FULL = "The disk is full: grading stops. Make room, and run the same command again: it goes on from here."


class Run:
    """One run of the command. `pool` runs notebooks; `jobs` submissions are assessed at a time."""

    def __init__(self, course, workshop, pool, jobs):
        self.course, self.workshop, self.pool, self.jobs = course, workshop, pool, jobs
        self.originals = course.originals()
        self.recorder = Recorder(course, workshop)

    def all(self, work, progress):
        """Grade the submissions in {student: Submission}. Raises Unavailable if nothing more can be graded."""
        self.progress = progress
        self.assessors = self._assessors()
        threads = ThreadPoolExecutor(self.jobs)
        try:
            self._go_through(work, threads)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)

    def _assessors(self):
        files = self.workshop.new()
        copy_files(None, self.course.own_files, files)
        return [Assessor(name, original, self.pool, files, self._tell) for name, original in self.originals.items()]

    def _tell(self, sentence):
        self.progress.bar.write(sentence, file=sys.stderr)

    def _go_through(self, work, threads):
        running = {}
        for student, submission in work.items():
            if isinstance(submission, Exception):
                self._fail(student, submission)
                continue
            self._hook("pre", submission)
            running[threads.submit(self._assess, submission)] = student
            if len(running) > 2 * self.jobs:  # so that the results that wait stay few
                self._record_ready(running)
        while running:
            self._record_ready(running)

    def _assess(self, submission):
        started = time.monotonic()
        staged = self.workshop.new()
        written = [RECORD, *(f"{name}.ipynb" for name in self.originals)]
        copy_files(submission, self.course.own_files, staged, reserved=written)
        assessments = [assessor.assess(submission, staged) for assessor in self.assessors]
        return Graded(submission, assessments, staged, time.monotonic() - started)

    def _record_ready(self, running):
        unavailable = None
        ready = wait(running, return_when=FIRST_COMPLETED).done
        # what has worked comes first: whether anything has decides what is made of the others
        for future in sorted(ready, key=lambda future: future.exception() is not None):
            student = running.pop(future)
            try:
                graded = future.result()
                outcome = self.recorder.record(graded)
                self._hook("post", graded.submission)
            except Unavailable as error:  # but those that are ready are recorded first
                unavailable = error
            except SandboxError as error:
                if self.progress.outcomes:
                    self._fail(student, error)
                else:  # it has never been set up: the others would fail, too
                    unavailable = error
            except Exception as error:
                self._fail(student, error)
                if _is_full(error):
                    unavailable = Unavailable(FULL)
            else:
                self.progress.add(outcome)
        if unavailable:
            raise unavailable

    def _hook(self, when, submission):
        """Run the instructor's hook, `c.Autograde.pre_convert_hook` or `post_convert_hook`, as nbgrader does."""
        converter = self.course.converter
        converter.notebooks = [str(path) for path in submission.files if path.suffix == ".ipynb"]
        converter.run_pre_convert_hook() if when == "pre" else converter.run_post_convert_hook()

    def _fail(self, student, error):
        """Report a submission that could not be recorded. It stays as it was, and the next run tries it again."""
        known = isinstance(error, BadFolder)
        if not self.progress.quiet and not known:
            self.progress.bar.write(printable_lines(traceback.format_exception(error)), file=sys.stderr)
        self.progress.add(Outcome(student, FAILED, (str(error) if known else described(error),)))


def _is_full(error):
    """Return whether there is no room on the disk: all others would fail, too."""
    return (isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)) or "disk is full" in str(error)
