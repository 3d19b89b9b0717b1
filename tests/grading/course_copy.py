"""A copy of what grading needs, in a folder of its own, where nbgrader can write its gradebook and its files."""

import html
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests import notebooks

ROOT = notebooks.ROOT

RELEASE = """
import sys

from nbgrader.apps import NbGraderAPI
from traitlets.config import PyFileConfigLoader

api = NbGraderAPI(config=PyFileConfigLoader("nbgrader_config.py").load_config())
for assignment in sys.argv[1:]:
    made = api.generate_assignment(assignment)
    if not made["success"]:
        sys.exit(made["log"] + made.get("error", ""))
"""


class CourseCopy:
    """solutions/ and nbgrader_config.py in `folder`, with the environment's commands on the PATH."""

    def __init__(self, folder):
        self.folder = Path(folder)
        shutil.copytree(ROOT / "solutions", self.folder / "solutions")
        shutil.copy(ROOT / "nbgrader_config.py", self.folder)

    def copied_to(self, folder):
        """Return a copy of this course, with all that is in it by now, in a new folder."""
        copy = object.__new__(type(self))
        copy.folder = Path(shutil.copytree(self.folder, folder))
        return copy

    def release(self, *assignments):
        """Do what `nbgrader generate_assignment` does for each of these, in one process: its start takes longest."""
        return self.run(sys.executable, "-c", RELEASE, *assignments)

    def run(self, *command, code=0):
        return self.run_in(self.folder, *command, code=code)

    @staticmethod
    def run_in(folder, *command, code=0):
        """Run a command as README writes it, with the course's environment active, and return what it did."""
        environment = os.environ | {
            "PATH": str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", ""),
            "PYTHONPATH": str(ROOT),  # grading and minigrad, also where they are not installed
        }
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600)
        assert done.returncode == code, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done

    def submit(self, student, assignment, answers):
        """Hand in what was released with the code of some cells replaced: {cell id: code}."""
        folder = self.folder / "submitted" / student / assignment
        shutil.copytree(self.folder / "exercises" / assignment, folder)
        for path in folder.glob("*.ipynb"):
            notebook = notebooks.read(path)
            for cell in notebook.cells:
                cell.source = answers.get(cell.id, cell.source)
            notebooks.write(notebook, path)


def text_of(page):
    """Return the words of an HTML page, with single spaces."""
    page = re.sub(r"<(style|script).*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))
