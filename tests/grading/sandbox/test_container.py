"""The recipe of the container fits the project, and its page fits the advice that the sandbox gives."""

import fnmatch
import importlib.util
import json
import re
import tomllib
from pathlib import Path, PurePosixPath

from packaging.specifiers import SpecifierSet

from grading import lessons
from grading.sandbox import advice
from grading.sandbox.view import COURSE

FOLDER = COURSE / "grading" / "container"
RECIPE = (FOLDER / "Containerfile").read_text()
PROJECT = tomllib.loads((COURSE / "pyproject.toml").read_text())["project"]
PAGE = (FOLDER / "README.md").read_text()


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} (.*)$", RECIPE, re.MULTILINE)


def copied() -> dict[str, str]:
    """Return {what is copied: where to}."""
    return {source: line.split()[-1] for line in instructions("COPY") for source in line.split()[:-1]}


def test_python_is_one_that_the_project_supports():
    (image,) = instructions("FROM")
    version = re.fullmatch(r"python:(\d+\.\d+)-slim", image)[1]
    assert version in SpecifierSet(PROJECT["requires-python"])


def test_the_extras_are_the_projects():
    (extras,) = re.findall(r'pip install "/opt/grading\[([\w,]+)\]"', RECIPE)
    assert set(extras.split(",")) <= set(PROJECT["optional-dependencies"])


def test_what_is_copied_exists_and_is_enough_to_install():
    assert all(list(COURSE.glob(source)) for source in copied())
    assert {"pyproject.toml", PROJECT["readme"], "minigrad", "grading", "course/*.ipynb"} == set(copied())


def test_the_lessons_are_where_feedback_pages_look_for_them():
    places = copied()
    code = PurePosixPath(places["grading"]) / Path(lessons.__file__).relative_to(COURSE / "grading")
    there = lessons.COURSE.relative_to(COURSE)
    assert PurePosixPath(places[f"{there}/*.ipynb"]) == code.parents[1] / there
    assert len(list(COURSE.glob(f"{there}/*.ipynb"))) >= 10


def test_no_solution_and_no_submission_gets_into_the_image():
    patterns = [line for line in (FOLDER / "Containerfile.dockerignore").read_text().split("\n") if line[:1] != "#"]
    assert patterns[0] == "*"
    let_in = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    assert set(let_in) == set(copied())
    for name in ("solutions", "submitted", "gradebook.db", ".git", ".venv", "exercises"):
        assert not any(fnmatch.fnmatch(name, pattern) for pattern in let_in)


def test_it_runs_grading_as_an_ordinary_user():
    users, (entry,) = instructions("USER"), instructions("ENTRYPOINT")
    assert users and users[-1] not in ("root", "0")
    command = json.loads(entry)
    assert command[:2] == ["python", "-m"] and importlib.util.find_spec(f"{command[2]}.__main__")


def test_the_page_and_the_advice_name_the_same_options():
    (docker,) = re.findall(r"^docker run .*", PAGE, re.MULTILINE)
    (podman,) = re.findall(r"^podman run .*", PAGE, re.MULTILINE)
    assert all(f"--security-opt {option} " in docker for option in advice.OPTIONS)
    assert f"--security-opt {advice.UNMASK} " in podman
    builds = re.findall(r"^(?:docker|podman) build .* -f (\S+) \.$", PAGE, re.MULTILINE)
    assert len(builds) == 2 and all((COURSE / path).is_file() for path in builds)
    for command in (docker, podman):
        assert "--privileged" not in command and "--cap-add" not in command and "--network none" in command
