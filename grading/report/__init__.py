"""The instructor's report: `python -m grading report ASSIGNMENT` writes one HTML page about a graded class.

It reads the gradebook, autograded/ and submitted/, and changes nothing. What students wrote is text in it, never HTML.

    collecting.py   what is known of each submission
    messages.py     why a test failed
    likeness.py     which notebooks are nearly the same
    page.py         the page, from page.html.j2
"""

import argparse
import sys
from pathlib import Path


def main(arguments):
    """Write the report on an assignment; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m grading report", description=__doc__.split("\n")[0])
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="such as 01_requires_grad")
    parser.add_argument("--out", metavar="FILE", type=Path, help="the page to write (default: report/ASSIGNMENT.html)")
    options = parser.parse_args(arguments)

    from nbgrader.api import MissingEntry  # nbgrader takes a second to import: not for --help

    from grading.report import collecting, page

    coursedir = course_directory()
    try:
        found = collecting.collect(coursedir, options.assignment)
    except MissingEntry:
        print(f"The gradebook ({coursedir.db_url}) has no assignment {options.assignment!r}.", file=sys.stderr)
        return 2
    out = options.out or Path(coursedir.root) / "report" / f"{options.assignment}.html"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page.render(found), encoding="utf-8", errors="replace")
    print(f"{out}: {len(found.submissions)} submissions, {sum(map(page.wants_person, found.submissions))} to look at")
    return 0


def course_directory():
    """Return nbgrader's CourseDirectory, as nbgrader_config.py in the current folder sets it."""
    from nbgrader.apps import NbGrader

    app = NbGrader()
    app.initialize([])
    return app.coursedir
