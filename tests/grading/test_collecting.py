"""`nbgrader zip_collect` knows whose notebook is whose, as course and LMS name them."""

import io
import zipfile

import pytest
from nbgrader.api import Gradebook

from tests import notebooks

from .course_copy import CourseCopy

NAMES = {
    "ada_requires_grad.ipynb": "ada",
    "grace_hopper_requires_grad.ipynb": "grace_hopper",
    "bob/requires_grad.ipynb": "bob",
    "lovelaceada_12_345_requires_grad.ipynb": "lovelaceada",  # Canvas
    "hoppergrace_late_12_346_requires_grad-2.ipynb": "hoppergrace",
    "hamiltonmargaret_LATE_13_347_requires_grad.ipynb": "hamiltonmargaret",
    "turingalan_14_348_requires_grad (1).ipynb": "turingalan",
    "eulerleo_15_349_requires_grad-Copy1.ipynb": "eulerleo",
    "Alan Turing_77_assignsubmission_file/requires_grad.ipynb": "Alan Turing",  # Moodle
    "Emmy Noether_78_assignsubmission_file_/requires_grad.ipynb": "Emmy Noether",
    "Kurt Gödel_79_assignsubmission_file_requires_grad.ipynb": "Kurt Gödel",
}


# What no notebook of the assignment is called, or not once: the grader, or a person, finds what to do with it.
OTHERS = {
    "boolegeorge_16_350_homework one.ipynb": ("boolegeorge", "homework one.ipynb"),
    "pascalblaise_17_351_requires_grad.pdf": ("pascalblaise", "requires_grad.pdf"),
    "pascalblaise_17_352_requires_grad.ipynb": ("pascalblaise", "requires_grad.ipynb"),
    "curiemarie_18_353_requires_grad.ipynb": ("curiemarie", "requires_grad.ipynb"),
    "curiemarie_18_354_requires_grad-2.ipynb": ("curiemarie", "requires_grad-2.ipynb"),
    "curiemarie_18_355_requires_grad.ipynb": ("curiemarie", "requires_grad (2).ipynb"),
    "weilandre_19_356_damaged.zip": ("weilandre", "damaged.zip"),
    "meitnerlise_20_357_digits.csv.gz": ("meitnerlise", "digits.csv.gz"),
    "Max Born_80_assignsubmission_file_/notes/thoughts.txt": ("Max Born", "thoughts.txt"),
}
NOBODYS = ["__MACOSX/._ada_requires_grad.ipynb", "._ada_requires_grad.ipynb", ".._requires_grad.ipynb", "readme.ipynb"]


def zipped(content):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("work/requires_grad.ipynb", content)
    return archive.getvalue()


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
        for name in OTHERS:
            file.writestr(name, content)
        file.writestr("zuseconrad_21_400_all my work.zip", zipped(content))
    (archive / "loose_requires_grad.ipynb").write_bytes(content)
    (archive / "notes.txt").write_text("not a notebook")
    for name in NOBODYS:
        (archive / name).parent.mkdir(exist_ok=True)
        (archive / name).write_bytes(content)
    course.run("nbgrader", "db", "student", "add", "eulerleo", "--lms-user-id=4711")
    course.run("nbgrader", "zip_collect", "01_requires_grad")
    paths = (course.folder / "submitted").glob("*/01_requires_grad/*")
    return {(path.parent.parent.name, path.name) for path in paths}


def test_every_file_gets_to_its_student(collected):
    named = {(student, "requires_grad.ipynb") for student in [*NAMES.values(), "loose", "zuseconrad"]}
    assert collected == named | set(OTHERS.values())


def test_the_number_that_canvas_gives_a_student_is_known_to_the_gradebook(course, collected):
    with Gradebook(f"sqlite:///{course.folder}/gradebook.db", "controlling_gradients") as gradebook:
        found = {student.id: student.lms_user_id for student in gradebook.students}
    assert {found["lovelaceada"], found["hamiltonmargaret"], found["zuseconrad"]} == {"12", "13", "21"}
    assert found["eulerleo"] == "4711"  # what was there stays
    assert "Alan Turing" not in found
