"""Cells as autograding makes them of a course's notebook."""

import re

from grading.worker import Cell

_HIDDEN = re.compile(r"^### BEGIN HIDDEN TESTS$.*?(^### END HIDDEN TESTS$\n?|\Z)", re.MULTILINE | re.DOTALL)


def a_test(index, source, grade_id, **more):
    """Return a test of which students see all but what nbgrader would take out of the release."""
    return Cell(index, "test", source, grade_id, visible=_HIDDEN.sub("", source), **more)
