"""exercises/ is what nbgrader makes of solutions/, and nothing of the hidden tests or the answers is in it."""

import pytest

from tests import notebooks

from .course_copy import CourseCopy

ROOT = notebooks.ROOT
ASSIGNMENTS = sorted(path.name for path in (ROOT / "solutions").iterdir())


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    copy = CourseCopy(tmp_path_factory.mktemp("release"))
    copy.release(*ASSIGNMENTS)
    return copy.folder / "exercises"


def files(folder):
    paths = [path for path in folder.rglob("*") if path.is_file() and ".ipynb_checkpoints" not in path.parts]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_exercises_are_generated_from_solutions(generated):
    fresh, kept = files(generated), files(ROOT / "exercises")
    assert set(fresh) == set(kept)
    for name in fresh:
        assert fresh[name] == kept[name], f"{name}: run nbgrader generate_assignment {name.split('/')[0]} --force"


def lines(notebook):
    """Yield (line, hidden) for every line: hidden are answers and hidden tests."""
    for cell in notebook.cells:
        inside = False
        for line in map(str.strip, cell.source.split("\n")):
            if line in ("### BEGIN SOLUTION", "### BEGIN HIDDEN TESTS"):
                inside = True
            elif line in ("### END SOLUTION", "### END HIDDEN TESTS"):
                inside = False
            elif len(line) > 20:  # shorter ones are said in many places
                yield line, inside


@pytest.mark.parametrize("path", notebooks.solutions(), ids=lambda path: path.stem)
def test_the_release_holds_no_answer_and_no_hidden_test(path):
    instructor = notebooks.read(path)
    released = notebooks.read(ROOT / "exercises" / path.parent.name / path.name)
    hidden = [line for line, inside in lines(instructor) if inside]
    assert len(hidden) > 20
    shown = {line for line, inside in lines(instructor) if not inside}
    text = {line.strip() for cell in released.cells for line in cell.source.split("\n")}
    assert [line for line in hidden if line in text and line not in shown] == []
    text = "\n".join(cell.source for cell in released.cells)
    assert "HIDDEN TESTS" not in text
    assert "BEGIN SOLUTION" not in text


RELEASED = [f"{path.parent.name}/{path.name}" for path in notebooks.solutions()]


@pytest.mark.parametrize(
    "name", [name if not k else pytest.param(name, marks=pytest.mark.long) for k, name in enumerate(RELEASED)]
)
def test_an_untouched_release_validates_as_not_yet(generated, name):
    notebook = generated / name
    grading = [cell.metadata.get("nbgrader", {}) for cell in notebooks.read(notebook).cells]
    graded = [cell for cell in grading if cell.get("grade")]
    by_hand = [cell for cell in graded if cell.get("solution")]  # they fail too, as long as nothing is written
    done = CourseCopy.run_in(generated, "nbgrader", "validate", str(notebook))
    assert f"VALIDATION FAILED ON {len(graded)} CELL(S)" in done.stdout
    assert done.stdout.count("NotImplementedError: not solved yet") == len(graded) - len(by_hand)
