"""environment.yml, for conda users, asks for the same packages in the same versions as pyproject.toml."""

import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from rattler import MatchSpec

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA_NAMES = {"graphviz": "python-graphviz"}  # conda's graphviz is the program itself
ONLY_CONDA = {"python", "pip", "graphviz"}


def pinned():
    """Return {conda name: versions} of all that the extras pin."""
    groups = PROJECT["optional-dependencies"]
    requirements = [Requirement(text) for name in ("course", "test") for text in groups[name]]
    return {CONDA_NAMES.get(r.name.lower(), r.name.lower()): str(r.specifier) for r in requirements}


def conda():
    """Return {name: versions} of environment.yml, read strictly."""
    specs = [MatchSpec(text, strict=True) for text in CONDA["dependencies"] if isinstance(text, str)]
    return {spec.name.normalized: str(spec.version) for spec in specs}


def test_the_names_and_versions_are_the_same():
    assert {name: versions for name, versions in conda().items() if name not in ONLY_CONDA} == pinned()


def test_the_python_is_the_same():
    assert conda()["python"] == PROJECT["requires-python"]


def test_minigrad_itself_is_installed_from_the_repository():
    (pip,) = [entry["pip"] for entry in CONDA["dependencies"] if isinstance(entry, dict)]
    assert pip == ["--editable ."]


def test_the_pins_are_exact_and_fit_what_minigrad_asks_for():
    versions = {name: SpecifierSet(text) for name, text in pinned().items()}
    assert all(str(version).startswith("==") for version in versions.values())
    for text in PROJECT["dependencies"]:
        requirement = Requirement(text)
        pin = str(versions[CONDA_NAMES.get(requirement.name, requirement.name)]).removeprefix("==")
        assert Version(pin) in requirement.specifier
