"""The shell of students' cells: what makes tracebacks quick is used, but where other versions would not fit it."""

import json
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


FAILING = {
    "one line": "assert (1 +\n        2) == 4",
    "blank lines around": "\n\n# a comment\nx = 'é 漢'\n\nassert x == 1, f'{x!r}'\n\n\n",
    "in a function": "def f(x):\n\treturn {\n\t\t'a': x / 0,\n\t}\n\ndef g():\n    pass\n\n[f(n) for n in (1, 2)]",
    "in a class": "class A:\n    '''Text\n    of lines.'''\n    @property\n    def b(self):\n        {}['c']\n\nA().b",
    "through NumPy": "import numpy as np\nnp.testing.assert_allclose(np.ones(2), [1, 3])",
    "half a token": "x = 1 ; y = x.bit_length(3) ; z = 2",
}
COMPARE = """
import json, sys
from grading.worker.colours import words_of
from grading.worker.shell import new_shell
shell = new_shell()
for name, source in json.load(sys.stdin).items():
    try:
        exec(compile(source, name, "exec"), {"__name__": "__main__"})
    except Exception as error:
        trace = error.__traceback__.tb_next
        for words in ([], words_of(source)):
            shell.begin(10_000)
            shell.show(error, trace, source, name, 1, json.loads(json.dumps(words)))
            quick = shell.outputs.taken()[0]["traceback"]
            plain = shell.plain_tracebacks.structured_traceback(type(error), error, trace, tb_offset=0)
            if quick != plain:
                print(name, bool(words), *quick, *plain, sep="\\n", file=sys.__stderr__)
        sys.__stdout__.write(name + "\\n")
"""


def test_quick_tracebacks_are_those_of_ipython():
    command = [sys.executable, "-c", COMPARE]
    done = subprocess.run(command, input=json.dumps(FAILING), capture_output=True, text=True, timeout=120)
    assert (done.stdout.splitlines(), done.stderr) == (list(FAILING), "")
