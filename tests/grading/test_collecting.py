"""`nbgrader zip_collect` knows whose notebook is whose, as course and LMS name them."""

import zipfile

import pytest

from tests import notebooks

from .course_copy import CourseCopy

NAMES = {
    "ada_requires_grad.ipynb": "ada",
    "grace_hopper_requires_grad.ipynb": "grace_hopper",
    "bob/requires_grad.ipynb": "bob",
    "lovelaceada_12_345_requires_grad.ipynb": "lovelaceada",  # Canvas
    "hoppergrace_late_12_346_requires_grad-2.ipynb": "hoppergrace",
    "Alan Turing_77_assignsubmission_file/requires_grad.ipynb": "Alan Turing",  # Moodle
    "Emmy Noether_78_assignsubmission_file_/requires_grad.ipynb": "Emmy Noether",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return CourseCopy(tmp_path_factory.mktemp("collecting") / "course")


@pytest.fixture(scope="module")
def collected(course):
    archive = course.folder / "downloaded/01_requires_grad/archive"
    archive.mkdir(parents=True)
    content = (notebooks.ROOT / "exercises/01_requires_grad/requires_grad.ipynb").read_bytes()
    with zipfile.ZipFile(archive / "all.zip", "w") as file:
        for name in NAMES:
            file.writestr(name, content)
    (archive / "loose_requires_grad.ipynb").write_bytes(content)
    (archive / "notes.txt").write_text("not a notebook")
    course.run("nbgrader", "zip_collect", "01_requires_grad")
    return {
        path.parent.parent.name: path.name
        for path in (course.folder / "submitted").glob("*/01_requires_grad/*")
        if path.suffix == ".ipynb"
    }


def test_every_notebook_gets_to_its_student(collected):
    assert set(collected) == {*NAMES.values(), "loose"}


def test_notebooks_get_the_name_that_is_graded(collected):
    assert set(collected.values()) == {"requires_grad.ipynb"}
