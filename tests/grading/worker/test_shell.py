"""The shell of students' cells: what makes tracebacks quick is used, but where other versions would not fit it."""

import subprocess
import sys

import pytest

TELL = """
import sys
from grading.worker.shell import new_shell
sys.__stdout__.write(type(new_shell().InteractiveTB).__name__)
"""
CHANGED = {
    "as it is": ("", "Tracebacks"),
    "IPython has another name for it": (
        """
from IPython.core.tbtools import FrameInfo
true = FrameInfo.__init__
def changed(self, *arguments, **keywords):
    true(self, *arguments, **keywords)
    self.sd = vars(self).pop("_sd")
FrameInfo.__init__ = changed
""",
        "AutoFormattedTB",
    ),
    "the lines are those of another frame": (
        """
from grading.worker.tracebacks import Tracebacks
Tracebacks._key = lambda self, frame: "all"
""",
        "AutoFormattedTB",
    ),
}


@pytest.mark.parametrize("change", CHANGED)
def test_tracebacks_are_quick_or_those_of_ipython(change):
    before, expected = CHANGED[change]
    done = subprocess.run([sys.executable, "-c", before + TELL], capture_output=True, text=True, timeout=120)
    assert done.stdout == expected, done.stderr
