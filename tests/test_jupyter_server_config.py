"""Starting Jupyter in the repository trusts the lessons, however it is started."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOAD = """
import sys
from traitlets.config.loader import PyFileConfigLoader
PyFileConfigLoader("jupyter_server_config.py", path=".").load_config()
import nbformat
from nbformat.sign import NotebookNotary
print([NotebookNotary().check_signature(nbformat.read(path, as_version=4)) for path in sys.argv[1:]])
"""


@pytest.fixture
def course(tmp_path):
    (tmp_path / "course").mkdir()
    shutil.copy(ROOT / "jupyter_server_config.py", tmp_path)
    shutil.copy(ROOT / "course" / "01_requires_grad.ipynb", tmp_path / "course" / "lesson.ipynb")
    return tmp_path


def load(course):
    return subprocess.run(
        [sys.executable, "-c", LOAD, "course/lesson.ipynb"],
        cwd=course,
        env=os.environ | {"JUPYTER_DATA_DIR": str(course / "data")},
        capture_output=True,
        text=True,
    )


def test_lessons_are_trusted(course):
    done = load(course)
    assert (done.stdout.strip(), done.stderr) == ("[True]", "")


def test_a_damaged_lesson_is_named_and_does_not_hinder_the_others(course):
    (course / "course" / "broken.ipynb").write_text("<<<<<<< HEAD")
    done = load(course)
    assert done.stdout.strip() == "[True]"
    assert "not trusted, its stored pictures show after running it: broken.ipynb" in done.stderr
