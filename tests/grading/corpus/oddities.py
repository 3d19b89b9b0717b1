"""Honest oddities: what editors, services and habits do to a notebook and to its answers. They cost nothing."""

import functools
import json
import re

import nbformat

from .cases import MAY, NO
from .habits import HABITS

ODDITIES = []  # (name, build, look)


def odd(build=None, *, look=NO):
    """Keep a change to a solved notebook as an oddity; the submission is solved before."""
    if build is None:
        return functools.partial(odd, look=look)

    def solved(submission):
        submission.solve()
        build(submission)

    ODDITIES.append((build.__name__, solved, look))
    return build


for name, code in HABITS.items():

    def habit(submission, code=code):
        submission.insert(code, submission.solution_cells()[0]["metadata"]["nbgrader"]["grade_id"])

    habit.__name__ = name
    odd(habit)


@odd(look=MAY)
def asks_the_shell(submission):
    """The course needs no shell; that it fails in a sandbox costs nothing."""
    submission.insert("!echo hello", submission.solution_cells()[0]["metadata"]["nbgrader"]["grade_id"])


@odd(look=MAY)
def asks_for_input(submission):
    submission.append("name = input('Name: ')")


def each_answer(submission):
    """Yield (cell, name) for each answer that is a function."""
    for cell in submission.solution_cells():
        found = re.search(r"^def (\w+)", cell["source"], re.MULTILINE)
        if found:
            yield cell, found[1]


@odd
def answers_that_print(submission):
    for cell, name in each_answer(submission):
        cell["source"] += f"""

import functools
kept_{name} = {name}


@functools.wraps(kept_{name})
def {name}(*arguments, **options):
    print("{name} was called with", str(arguments)[:50])
    return kept_{name}(*arguments, **options)


print("x" * 5_000)
"""


@odd
def answers_that_warn(submission):
    for cell, name in each_answer(submission):
        cell["source"] += f"""

import functools, logging, sys, warnings
kept_{name} = {name}


@functools.wraps(kept_{name})
def {name}(*arguments, **options):
    warnings.warn("deprecated")
    logging.getLogger("answers").warning("called")
    print("called", file=sys.stderr)
    return kept_{name}(*arguments, **options)
"""


@odd
def answers_that_count_calls(submission):
    for cell, name in each_answer(submission):
        cell["source"] += f"""

calls_of_{name} = 0
kept_{name} = {name}


def {name}(*arguments: object, **options: object) -> object:
    global calls_of_{name}
    calls_of_{name} += 1
    return kept_{name}(*arguments, **options)
"""


@odd
def helpers_before(submission):
    for cell, name in list(each_answer(submission)):
        helper = cell["source"].replace(f"def {name}(", f"def helper_of_{name}(", 1)
        submission.insert(helper, cell["metadata"]["nbgrader"]["grade_id"])
        cell["source"] = f"def {name}(*arguments):\n    return helper_of_{name}(*arguments)\n"


@odd
def helpers_after(submission):
    for cell, name in list(each_answer(submission)):
        helper = cell["source"].replace(f"def {name}(", f"def helper_of_{name}(", 1)
        submission.insert(helper, cell["metadata"]["nbgrader"]["grade_id"], after=True)
        cell["source"] = f"def {name}(*arguments):\n    return helper_of_{name}(*arguments)\n"


@odd
def answers_written_twice(submission):
    """The stub was kept above the answer, in the same cell."""
    for cell, name in each_answer(submission):
        cell["source"] = f"def {name}(*arguments):\n    raise NotImplementedError\n\n\n{cell['source']}\n{name}"


@odd
def notes_in_between(submission):
    for cell in list(submission.cells):
        submission.insert("## A note\n\nwith *emphasis*, $x^2$ and `code`", submission.cells.index(cell), "markdown")
    submission.append("raw", "raw")


@odd
def calls_of_its_own_after_each_test(submission):
    for cell in submission.test_cells():
        submission.insert(cell["source"], cell["metadata"]["nbgrader"]["grade_id"], after=True)


@odd
def imports_pytorch_itself(submission):
    """As the comment in the given cell says. It is graded with minigrad, as released."""
    for cell in submission.all_cells():
        cell["source"] = cell["source"].replace("import minigrad as torch", "import torch")


@odd
def with_outputs(submission):
    for k, cell in enumerate(submission.cells):
        if cell["cell_type"] == "code":
            cell["execution_count"] = 2 * k + 1
            cell["metadata"] |= {
                "collapsed": True,
                "scrolled": False,
                "tags": ["mine"],
                "jupyter": {"outputs_hidden": True},
            }
            cell["metadata"]["execution"] = {"iopub.execute_input": "2026-01-01T00:00:00.000000Z"}
            cell["outputs"] = [
                {"name": "stdout", "output_type": "stream", "text": ["The simplest\n", "case is right.\n"]}
            ]


@odd
def windows_line_ends(submission):
    for cell in submission.cells:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    submission.raw = submission.text().replace("\n", "\r\n")


@odd
def byte_order_mark(submission):
    submission.raw = b"\xef\xbb\xbf" + submission.text().encode()


@odd
def blanks_at_the_ends(submission):
    for cell in submission.solution_cells():
        cell["source"] = "\n\n" + re.sub(r"$", "  ", cell["source"], flags=re.MULTILINE) + "\n\n\n"


@odd
def in_lines(submission):
    """Sources as lists of lines, ASCII only, all in one line, as other editors write it."""
    for cell in submission.cells:
        cell["source"] = cell["source"].splitlines(keepends=True)
    submission.raw = json.dumps(submission.notebook)


@odd
def nbformat_4_0(submission):
    submission.notebook.update(nbformat=4, nbformat_minor=0)
    for cell in submission.cells:
        del cell["id"]


@odd
def nbformat_4_4_with_ids(submission):
    submission.notebook["nbformat_minor"] = 4


@odd
def nbformat_3(submission):
    notebook = nbformat.from_dict(submission.notebook)
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]
    submission.raw = nbformat.writes(nbformat.convert(notebook, 3), version=3)


@odd
def new_ids(submission):
    for k, cell in enumerate(submission.cells):
        cell["id"] = f"{k:08x}"


@odd
def no_kernelspec(submission):
    submission.notebook["metadata"] = {}


@odd
def another_environments_kernelspec(submission):
    submission.notebook["metadata"]["kernelspec"] = {
        "name": "conda-env-ml-py",
        "display_name": "ml",
        "language": "python",
    }
    submission.notebook["metadata"]["language_info"] = {
        "name": "python",
        "version": "3.9.1",
        "nbconvert_exporter": "python",
    }


@odd
def from_colab(submission):
    submission.notebook["metadata"] = {
        "colab": {"name": "Untitled0.ipynb", "provenance": []},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    }
    submission.notebook.update(nbformat_minor=0)
    for k, cell in enumerate(submission.cells):
        cell["metadata"] |= {"id": f"colab{k}", "colab": {"base_uri": "https://localhost:8080/"}}
        del cell["id"]


@odd
def from_vs_code(submission):
    for cell in submission.cells:
        cell["metadata"]["vscode"] = {"languageId": "python"}
    submission.notebook["metadata"]["vscode"] = {"interpreter": {"hash": "1" * 64}}
    submission.notebook["metadata"]["orig_nbformat"] = 4


@odd
def renamed(submission):
    submission.name = submission.name.replace(".ipynb", " (1).ipynb")


@odd
def renamed_altogether(submission):
    submission.name = "Übung final FINAL.ipynb"


@odd
def files_of_the_system(submission):
    submission.files |= {
        ".DS_Store": b"\0\0\0\1Bud1",
        "Thumbs.db": b"\xd0\xcf",
        f".ipynb_checkpoints/{submission.name.replace('.ipynb', '-checkpoint.ipynb')}": submission.text(),
        f"__MACOSX/._{submission.name}": b"\0\5\x16\7",
        "notes.txt": "my notes",
        "data.csv": "a,b\n1,2\n",
    }


@odd
def a_module_of_its_own(submission):
    """Functions in a file beside the notebook."""
    submission.files["helpers.py"] = "def double(x):\n    return 2 * x\n"
    submission.insert("try:\n    from helpers import double\nexcept ImportError:\n    double = None")


@odd
def a_time_stamp(submission):
    submission.files["timestamp.txt"] = "2026-01-02 03:04:05.000000 UTC\n"


@odd
def exercises_in_another_order(submission):
    """The last exercise was done first, with its text, its given cells and its tests."""
    start = max(k for k, cell in enumerate(submission.cells) if cell["source"].startswith("## Exercise"))
    first = min(k for k, cell in enumerate(submission.cells) if cell["source"].startswith("## Exercise"))
    cells = submission.cells
    submission.notebook["cells"] = cells[:first] + cells[start:] + cells[first:start]
