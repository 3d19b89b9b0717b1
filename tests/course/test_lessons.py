"""Lessons run the same on both packages, their stored outputs are checked, and their claims are kept in a register."""

import collections
import csv
import functools
import importlib.util
import re
import subprocess
import sys

import pytest

from tests import notebooks

LESSONS = notebooks.lessons()
TAUGHT = [path for path in LESSONS if path.name != notebooks.GALLERY]
BACKENDS = ["minigrad", *(["torch"] if importlib.util.find_spec("torch") else [])]
VERDICTS = {"true", "half-true", "false", "outdated"}
# How many of the claims of the four texts belong to a lesson.
CLAIMS = {
    "01": 10,
    "02": 9,
    "03": 12,
    "04": 32,
    "05": 25,
    "06": 30,
    "07": 19,
    "08": 19,
    "09": 5,
    "10": 10,
    "11": 2,
    "12": 5,
}


def register():
    with open(notebooks.ROOT / "course" / "claims.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def claim_cells(notebook):
    for cell in notebook.cells:
        for tag in cell.metadata.get("tags", []):
            if tag.startswith("claim:"):
                yield tag.removeprefix("claim:"), cell


def headings(cells, prefix):
    """Return the numbers of the headings that begin with `prefix`."""
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return re.findall(rf"^{prefix} (\d+)", text, re.MULTILINE)


def exercise_cells(lesson):
    """Return the cells of the notebooks with the exercises of a lesson, in the order of their exercises' numbers."""
    solutions = map(notebooks.read, (notebooks.ROOT / "solutions" / lesson.stem).glob("*.ipynb"))
    ordered = sorted(solutions, key=lambda notebook: min(map(int, headings(notebook.cells, "## Exercise"))))
    return [cell for notebook in ordered for cell in notebook.cells]


def solution_cells(cells):
    return [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("solution")]


def printed(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_stored_outputs_are_those_of_a_fresh_run(path, backend):
    stored = notebooks.read(path)
    fresh = notebooks.execute(stored, path.parent, backend)
    for old, new in zip(stored.cells, fresh.cells, strict=True):
        if old.cell_type == "code":
            for cell in (old, new):
                cell.outputs = [] if notebooks.ignores_output(old) else notebooks.without_plots(cell.outputs)
        assert old == new, f"cell {old.id}: run python -m tests.notebooks execute, and look at what changed"


def test_nothing_but_measured_times_is_kept_from_the_comparison():
    tagged = [cell for path in LESSONS for cell in notebooks.read(path).cells if cell.metadata.get("tags")]
    others = [cell for cell in tagged if not any(tag.startswith("claim:") for tag in cell.metadata.tags)]
    assert others
    for cell in others:
        assert cell.metadata.tags == ["nbval-ignore-output"]
        assert "perf_counter" in cell.source


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_folded_output_begins_with_a_line_that_gives_nothing_away(path):
    folded = [cell for cell in notebooks.read(path).cells if cell.metadata.get("jupyter", {}).get("outputs_hidden")]
    assert folded
    for cell in folded:  # JupyterLab shows the first line although the output is folded
        first = cell.outputs[0].get("text", "").split("\n")[0]
        assert not re.search(r"\d|True|False|None|recorded a|Error", first), f"cell {cell.id}: {first}"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_nbval_will_check_every_code_cell(path):
    counts = [cell.execution_count for cell in notebooks.read(path).cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


def damaged(notebook, what):
    """Change one thing that a reader would see in a stored output."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if what == "number" and re.search(r"\d", output.get("text", "")):
                output.text = re.sub(r"\d", lambda digit: str(9 - int(digit[0])), output.text, count=1)
                return cell
            if what == "picture" and "image/svg+xml" in output.get("data", {}):
                output.data["text/plain"] = output.data["text/plain"].replace("MulBackward0", "DivBackward0", 1)
                return cell
            if what == "missing" and output:
                cell.outputs = []
                return cell
    raise AssertionError("nothing to damage")


def test_nbval_notices_a_changed_output(tmp_path):
    expected = set()
    for what in ("nothing", "number", "picture", "missing"):
        notebook = notebooks.read(TAUGHT[0])
        notebook.cells = notebook.cells[:12]
        if what != "nothing":
            cell = damaged(notebook, what)
            code = [one.id for one in notebook.cells if one.cell_type == "code"]
            expected.add(f"{what}.ipynb::Cell {code.index(cell.id)}")
        notebooks.write(notebook, tmp_path / f"{what}.ipynb")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(notebooks.ROOT)]
    config = ["-c", str(notebooks.ROOT / "pyproject.toml")]
    done = subprocess.run([*command, *config, str(tmp_path)], capture_output=True, text=True, cwd=notebooks.ROOT)
    assert done.returncode == 1, done.stdout
    assert set(re.findall(r"^FAILED .*?(\w+\.ipynb::Cell \d+)", done.stdout, re.MULTILINE)) == expected, done.stdout
    report = done.stdout.partition("short test summary info")[0]  # the summary repeats it where lines are not cut
    assert report.count("Cell outputs differ") == len(expected)


@pytest.mark.parametrize("path", LESSONS + notebooks.solutions(), ids=lambda path: path.stem)
def test_notebooks_are_in_the_normal_form(path, tmp_path):
    lesson = path.parent.name == "course"
    copy = tmp_path / "copy.ipynb"
    notebooks.write(notebooks.normalised(notebooks.read(path), keep_outputs=lesson), copy)
    assert copy.read_text(encoding="utf-8") == path.read_text(encoding="utf-8"), (
        "run python -m tests.notebooks normalise"
    )


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_lessons_keep_to_their_form(path):
    cells = notebooks.read(path).cells
    for cell in cells:
        if cell.cell_type == "code":
            assert len(cell.source.split("\n")) <= 30, f"cell {cell.id} is longer than 30 lines"
            assert not any(output.get("name") == "stderr" for output in cell.outputs), (
                f"cell {cell.id} prints to stderr"
            )
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert "**Time:**" in text


@pytest.mark.parametrize("path", TAUGHT, ids=lambda path: path.stem)
def test_lessons_end_with_a_claim_court_questions_and_reading(path):
    text = "\n".join(cell.source for cell in notebooks.read(path).cells if cell.cell_type == "markdown")
    assert "## Claim court" in text
    assert text.count("<details>") == 5  # the recall questions
    assert "## Good to read" in text


@functools.cache
def claims_of(lesson):
    path = next(path for path in LESSONS if path.stem.startswith(lesson))
    return dict(claim_cells(notebooks.read(path)))


@pytest.mark.parametrize("row", register(), ids=lambda row: row["id"])
def test_claim(row):
    cell = claims_of(row["lesson"])[row["id"]]
    assert cell.id == row["cell"]
    assert row["verdict"] in VERDICTS
    assert f"{row['id']}: {row['verdict']}." in printed(cell)
    assert "assert " in cell.source
    assert f'verdict("{row["id"]}")' in cell.source
    assert row["evidence"]
    assert row["better sentence"] or row["verdict"] == "true"


def test_every_claim_cell_is_in_the_register():
    cells = {name for path in LESSONS for name, _ in claim_cells(notebooks.read(path))}
    assert {row["id"] for row in register()} == cells


def test_every_claim_has_been_tried():
    tried = collections.Counter(row["lesson"] for row in register())
    assert tried == CLAIMS
    assert len({row["id"] for row in register()}) == tried.total()


@pytest.mark.parametrize("path", TAUGHT, ids=lambda path: path.stem)
def test_objectives_name_exercises_that_exist(path):
    cells = exercise_cells(path)
    asked = collections.defaultdict(str)  # an exercise may have several answers
    for number, cell in zip(headings(cells, "## Exercise"), solution_cells(cells), strict=True):
        asked[number] += cell.source if cell.cell_type == "code" else cell.id
    named = re.findall(r"exercise (\d+), `(\w+)`", notebooks.read(path).cells[0].source)
    assert {number for number, _ in named} == set(asked), "every exercise tests an objective"
    for number, name in named:
        assert re.search(rf"\b{name}\b", asked[number]), f"exercise {number} asks for no {name}"


@pytest.mark.parametrize("path", TAUGHT, ids=lambda path: path.stem)
def test_exercises_point_to_sections_that_exist(path):
    sections = {lesson.stem[:2]: set(headings(notebooks.read(lesson).cells, "##")) for lesson in LESSONS}
    text = re.sub(r'"\s*\n\s*f?"', "", "\n".join(cell.source for cell in exercise_cells(path)))
    pointers = re.findall(r"(?:lesson (\d\d), )?[Ss]ections? ((?:\d+(?:, | and | or )?)+)", text)
    assert pointers
    for lesson, numbers in pointers:
        named = set(re.findall(r"\d+", numbers))
        assert named <= sections[lesson or path.stem[:2]], f"lesson {lesson}, sections {numbers}"
