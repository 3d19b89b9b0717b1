"""Which folders are shown, for interpreters in the places where people have them."""

import sys
from pathlib import Path

import pytest

from grading.sandbox import view as module


@pytest.fixture
def computer(tmp_path, monkeypatch):
    """A function that lays out a computer with a course and an interpreter, and returns the view and a place in it."""
    root = tmp_path.resolve()

    def lay_out(*, course: str, prefix: str, home: str = "home/teacher"):
        for folder in (f"{course}/solutions", f"{course}/minigrad", f"{course}/grading", home):
            (root / folder).mkdir(parents=True, exist_ok=True)
        for folder in ("bin", "lib/python3.11", "share/nbgrader/exchange"):
            (root / prefix / folder).mkdir(parents=True, exist_ok=True)
        executable = root / prefix / "bin" / "python"
        executable.touch()
        for name in ("prefix", "base_prefix", "exec_prefix", "base_exec_prefix"):
            monkeypatch.setattr(sys, name, str(root / prefix))
        monkeypatch.setattr(sys, "executable", str(executable))
        monkeypatch.setattr(module, "COURSE", root / course)
        monkeypatch.setattr(
            module, "_packages", lambda: {str(root / course / name) for name in ("minigrad", "grading")}
        )
        monkeypatch.setattr(Path, "home", classmethod(lambda cls: root / home))
        module._standing.cache_clear()
        return module.view(), root

    yield lay_out
    module._standing.cache_clear()


def is_shown(view: module.View, path: Path) -> bool:
    """Whether the innermost mount around `path` is one that shows it."""
    around = [place for place in view.in_order() if path == Path(place) or Path(place) in path.parents]
    return bool(around) and around[-1] in view.shown


@pytest.mark.parametrize(
    "course, prefix",
    [
        ("course", "opt/python"),
        ("course", "course/.venv"),
        ("course", "course"),  # python -m venv .
        ("home/teacher/course", "home/teacher/.pyenv/versions/3.11"),
        ("home/teacher/course", "home/teacher"),
        ("opt/conda/course", "opt/conda"),
        ("opt/conda/lib/course", "opt/conda"),
        ("opt/conda/lib/course", "opt/conda/lib/course/.venv"),
    ],
)
def test_python_and_the_packages_are_shown_and_the_course_is_not(computer, course, prefix):
    view, root = computer(course=course, prefix=prefix)
    assert is_shown(view, root / prefix / "lib" / "python3.11")
    assert is_shown(view, root / prefix / "bin" / "python")
    assert is_shown(view, root / course / "minigrad")
    assert is_shown(view, root / course / "grading")
    assert not is_shown(view, root / course / "solutions")
    assert not is_shown(view, root / course)
    assert not is_shown(view, root / "home" / "teacher")


def test_what_an_interpreters_link_goes_through_is_shown(computer, monkeypatch):
    _, root = computer(course="course", prefix="opt/python")
    middle, venv = root / "store" / "bin", root / "course" / ".venv" / "bin"
    for folder in (middle, venv):
        folder.mkdir(parents=True)
    (middle / "python").symlink_to(root / "opt" / "python" / "bin" / "python")
    (venv / "python").symlink_to(middle / "python")
    monkeypatch.setattr(sys, "executable", str(venv / "python"))
    module._standing.cache_clear()
    view = module.view()
    assert is_shown(view, middle / "python") and is_shown(view, root / "opt" / "python" / "bin" / "python")


def test_a_path_with_a_link_in_it_is_shown_under_both_names(computer):
    _, root = computer(course="course", prefix="opt/python")
    (root / "data").mkdir()
    (root / "alias").symlink_to(root / "data")
    view = module.view([root / "alias"])
    assert {str(root / "alias"), str(root / "data")} <= set(view.shown)


def test_folders_on_the_way_in_a_writable_place_are_held():
    view = module.View({}, ("/tmp/course/venv", "/tmp/data", "/home/student/a/b", "/usr/lib"), ())
    assert view.holders() == ["/home/student/a", "/tmp/course"]
