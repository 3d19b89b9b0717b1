"""`python -m grading autograde`: submissions in, scores and comments in nbgrader's gradebook, graded notebooks out.

`submissions.py` finds what was handed in and what of it is to be graded; `assessing.py` reads a notebook and gets its
outputs and verdicts; `course.py` holds nbgrader's settings and preprocessors; `gradebook.py` writes a submission in
one transaction; `folders.py` puts the graded folder into place in one step; `recording.py` does these in the order that
survives a kill; `running.py` has many of them in work at a time; `command.py` is the command, with a progress bar.
`cluster.py` lets other machines run the notebooks, and `grader.py` is what they have.
"""

import sys

# Where it finds this package, jsonschema (and so nbgrader) first makes grammars of internet addresses: most of a second
# at every start. The schemas of notebooks never ask for one.
sys.modules.setdefault("rfc3987_syntax", None)
