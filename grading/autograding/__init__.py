"""`python -m grading autograde`: submissions in, scores and comments in nbgrader's gradebook, graded notebooks out.

`submissions.py` finds what was handed in and what of it is to be graded; `assessing.py` reads a notebook and gets its
outputs and verdicts; `course.py` holds nbgrader's settings and preprocessors; `gradebook.py` writes a submission in
one transaction; `folders.py` puts the graded folder into place in one step; `recording.py` does these in the order that
survives a kill; `running.py` has many of them in work at a time; `command.py` is the command, with a progress bar.
`cluster.py` lets other machines run the notebooks, and `grader.py` is what they have.
"""

import importlib
import importlib.util
import sys
import types

# Where it finds this package, jsonschema (and so nbgrader) first makes grammars of internet addresses: most of a second
# at every start. The schemas of notebooks never ask for one.
sys.modules.setdefault("rfc3987_syntax", None)

# These nbgrader imports with itself, and grading uses nothing of them: a tenth of the time that it takes to start.
SELDOM_USED = ("requests", "soupsieve", "prometheus_client", "yaml")


def _import_when_used(name):
    """Have `import NAME` give a stand-in, which imports the module when something in it is asked for.

    Python's LazyLoader does not do here: in Python 3.11 the import statement itself asks for something.
    """
    spec = None if name in sys.modules else importlib.util.find_spec(name)
    if spec is None:
        return
    stand_in = types.ModuleType(name)
    stand_in.__spec__ = spec

    def get(attribute):
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        return getattr(importlib.import_module(name), attribute)

    stand_in.__getattr__ = get
    sys.modules[name] = stand_in


for _name in SELDOM_USED:
    _import_when_used(_name)
