"""`python -m grading autograde ASSIGNMENT`: grades in parallel, records one submission after the other."""

import argparse
import os
import sys
from contextlib import contextmanager

from nbgrader.preprocessors import Execute
from sqlalchemy.exc import OperationalError

from grading.autograding.assessing import Unavailable
from grading.autograding.course import Course, CourseError
from grading.autograding.folders import Busy, Workshop
from grading.autograding.progress import Progress, outcome_before, printable
from grading.autograding.running import Run
from grading.autograding.submissions import find_folders, is_graded, look
from grading.sandbox import find_protection
from grading.worker import Limits, Pool, SandboxError

ALL_GRADED, INCOMPLETE, NOTHING_DONE = 0, 1, 2

UNSAFE_PAGES = (
    "Feedback pages of this course will show hidden tests, and they and the formgrader will run students' scripts. "
    "To make them safe, add to nbgrader_config.py:\n"
    "    from grading.settings import safe_pages\n"
    "    safe_pages(c)"
)
INSTALL = 'run pip install -e ".[cluster]" in the folder of the course.'

DESCRIPTION = """\
Grade what was handed in for ASSIGNMENT, in the course of the current folder, into nbgrader's gradebook.
What is graded already is left as it is, unless something else was handed in since; so the same command goes on
where an interrupted one has stopped. The exit code is 0 if all were graded, 1 if some need a person or could not
be read, 2 if nothing was done."""


def parser():
    made = argparse.ArgumentParser("python -m grading autograde", description=DESCRIPTION)
    made.add_argument("assignment", metavar="ASSIGNMENT")
    add_options(made)
    again = made.add_mutually_exclusive_group()
    again.add_argument("--resume", action="store_true", help="leave what is graded already (this is the default)")
    again.add_argument("--force", action="store_true", help="grade all again")
    return made


def add_options(made):
    """Add to a parser what `autograde` and `regrade` are both told: whose notebooks to run, and how."""
    made.add_argument(
        "--jobs",
        type=_positive,
        metavar="N",
        help=f"notebooks at a time: {cores()}, as many as there are processors, if not said; "
        "workers of a cluster that runs already have their own number",
    )
    made.add_argument("--student", action="append", default=[], metavar="ID", help="only this one; may be repeated")
    made.add_argument("--unsafe", action="store_true", help="run without a sandbox: only for people whom you trust")
    made.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="run the notebooks on a dask.distributed cluster, such as tcp://HOST:8786; "
        '"local" starts one on this computer, with two worker processes',
    )
    made.add_argument("--quiet", action="store_true", help="no progress bar, only the summary")


def _positive(text):
    if int(text) < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return int(text)


def cores():
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def main(arguments):
    """Run the command with its arguments, a list of strings; return the exit code."""
    return exit_code(_run, parser().parse_args(arguments))


def exit_code(run, options):
    """Return what `run(course, workshop, options)` does, or tell in a sentence why it had to stop, and return a code.

    The course is that of the current folder, and the workshop is this command's alone.
    """
    try:
        with Course(options.assignment) as course:
            course.notebooks()  # says if there are none, before anything is written
            with Workshop(course.directory) as workshop:
                return run(course, workshop, options)
    except (CourseError, Busy) as error:
        print(printable(str(error)), file=sys.stderr)
        return NOTHING_DONE
    except (Unavailable, SandboxError) as error:
        print(printable(str(error)), file=sys.stderr)
        return INCOMPLETE
    except OperationalError as error:  # SQLAlchemy's: before anything was run
        print(printable(f"The gradebook cannot be used: {error.orig}. Try again later."), file=sys.stderr)
        return NOTHING_DONE
    except KeyboardInterrupt:
        print("Stopped. What is recorded stays, and the same command does the rest.", file=sys.stderr)
        return INCOMPLETE


def protection(unsafe, quiet=False):
    """Return the protection that holds here and tell of it. Raises CourseError if it is not enough.

    unsafe: whether the instructor has said that none is needed. quiet: tell only if there is none.
    """
    found = find_protection()
    if not found.safe and not unsafe:
        raise CourseError(
            f"{found.sentence} Nothing was run: students' code could read and change your files. "
            "See README, or run it with --unsafe for people whom you trust."
        )
    if not quiet or not found.safe:
        print(found.sentence, file=sys.stderr)
    return found


def cell_seconds(course):
    """Return the time limit for a cell: nbgrader's setting. There, none means no limit."""
    seconds = Execute(parent=course.converter).timeout
    return seconds if seconds and seconds > 0 else Limits().notebook_seconds


def _run(course, workshop, options):
    folders = find_folders(course.directory, course.assignment, options.student)
    missing = sorted(set(options.student) - set(folders))
    if missing or not folders:
        whom = f" of {', '.join(missing)}" if missing else ""
        raise CourseError(f"There is no submission{whom}: {course.path(course.directory.submitted_directory, '*')}")
    if not course.has_safe_pages() and not options.quiet:
        print(UNSAFE_PAGES, file=sys.stderr)
    work = dict(_to_grade(course, folders, options.force))
    before = _graded_before(course, folders.keys() - work)
    if not work:
        progress = Progress(course.assignment, 0, before, quiet=True)
        print(progress.summary(), file=sys.stderr)
    else:
        # The pool comes before the originals: no process that student code runs in may have seen a hidden test.
        with open_pool(course, options, len(work)) as (pool, jobs):
            run = Run(course, workshop, pool, jobs)
            progress = Progress(course.assignment, len(work), before, options.quiet)
            try:
                run.all(work, progress)
            finally:
                progress.close()
                print(progress.summary(), file=sys.stderr)
    return ALL_GRADED if progress.all_graded() else INCOMPLETE


def _to_grade(course, folders, force):
    """Yield (student, Submission, or the exception where it could not be looked at) of what is to be graded."""
    for student, folder in folders.items():
        try:
            submission = look(student, folder, course.directory)
            if force or not is_graded(submission, course.graded(student), course.directory):
                yield student, submission
        except Exception as error:  # a folder that cannot be read must not stop the others
            yield student, error


def _graded_before(course, students):
    waiting = course.gradebook.waiting(course.assignment)
    return [outcome_before(student, course.graded(student), student in waiting) for student in sorted(students)]


@contextmanager
def open_pool(course, options, wanted):
    """Start what runs `wanted` submissions: the context is (it, how many submissions to have in work at a time)."""
    limits = Limits(cell_seconds=cell_seconds(course))
    if options.cluster is None:
        jobs = min(options.jobs or cores(), wanted)
        with Pool(jobs, limits, protection(options.unsafe, options.quiet)) as pool:
            yield pool, jobs
        return
    try:
        from grading.autograding import cluster  # what it needs is installed only for clusters
    except ModuleNotFoundError as error:
        raise CourseError(f"--cluster needs packages ({error}): {INSTALL}") from error
    jobs = options.jobs or cores()
    with cluster.open_pool(options.cluster, limits, unsafe=options.unsafe, jobs=jobs) as pool:
        states = pool.states()
        if not options.quiet or any(state.problem or not state.protection.safe for state in states.values()):
            print("\n".join(cluster.described(states)), file=sys.stderr)
        # twice as many as can run, so that no worker waits for this process
        yield pool, 2 * sum(state.threads for state in states.values() if state.problem is None)
