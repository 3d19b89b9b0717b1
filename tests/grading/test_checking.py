"""A student learns in seconds how far the notebook is, and what to do with one that cannot be read."""

import shutil

import pytest
from nbformat.v4 import new_output

from grading import checking
from tests import notebooks
from tests.solutions.answers import all_answers, first_answers

RELEASED = notebooks.ROOT / "exercises/04_detach/detach.ipynb"


def answers(cell, right):
    return [
        answer.code
        for answer in all_answers()
        if (answer.assignment, answer.cell, answer.right) == ("04_detach", cell, right)
    ]


def hand_in(path, replaced, released=RELEASED):
    notebook = notebooks.read(released)
    for cell in notebook.cells:
        cell.source = replaced.get(cell.id, cell.source)
    notebooks.write(notebook, path)
    return path


def test_each_exercise_gets_its_verdict(tmp_path, capsys):
    path = hand_in(
        tmp_path / "my detach.ipynb",
        {
            "flags-and-storage": "def flags_and_storage(program)\n    return {}\n",
            "predict-graphs": "def predict_graphs():\n    return {}\n",
            "train-decoder": "def train_decoder(encoder, decoder, x, y, steps, lr):\n    return [0.0] * steps\n",
            "receivers": answers("receivers", right=True)[0],
        },
    )
    before = path.read_bytes()
    assert checking.main([str(path)]) == 1
    assert path.read_bytes() == before
    text = " ".join(capsys.readouterr().out.split())
    assert "Exercise 1: flags and storage (2 points): not yet Your answer: SyntaxError: expected ':' (line 1" in text
    assert "Exercise 2: what was recorded? (2 points): not yet These have no graph yet: one, two, three, four." in text
    assert "Exercise 3: derivatives by hand (2 points): not solved yet Exercise 4" in text
    assert "Misconception: 'a detach() stops the training of what comes after it.'" in text
    assert "course/04_detach.ipynb: 5. One branch, several networks" in text
    assert "Exercise 5: who gets gradients? (2 points): passed The simplest case is right. More cases" in text
    assert "Of 10 points: 3 passed, 2 not solved yet, 5 not yet." in text


@pytest.mark.long
@pytest.mark.parametrize("path", notebooks.solutions(), ids=lambda path: path.stem)
def test_right_answers_pass_and_untouched_ones_are_not_solved_yet(path, tmp_path, capsys):
    released = notebooks.ROOT / "exercises" / path.parent.name / path.name
    right = {cell: answer.code for cell, answer in first_answers(path.parent.name).items()}
    grading = [cell.metadata.get("nbgrader", {}) for cell in notebooks.read(released).cells]
    points = sum(cell["points"] for cell in grading if cell.get("grade"))
    right |= {cell["grade_id"]: "My report." for cell in grading if cell.get("grade") and cell.get("solution")}
    folder = tmp_path / path.parent.name
    shutil.copytree(released.parent, folder)
    hand_in(folder / path.name, right, released)
    assert checking.main([str(folder / path.name)]) == 0
    text = capsys.readouterr().out
    assert "not yet" not in text
    assert f"Of {points:g} points" in text
    assert checking.main([str(released)]) == 1
    text = capsys.readouterr().out
    assert f"{points:g} not solved yet" in text
    assert "passed," not in text


def test_points_of_which_the_tests_here_say_nothing_are_checked_when_graded():
    notebook = notebooks.read(RELEASED)
    for cell in notebook.cells:
        if cell.id == "slopes":
            cell.source = answers("slopes", right=True)[0]
        if cell.id == "test-slopes-functions":
            cell.outputs = [new_output("stream", name="stdout", text="Checked when your work is graded.\n")]
        if cell.id == "test-slopes-products":
            cell.source = "# points for the products\n"
    third = checking.exercises(notebook)[2]
    assert (third.title, third.state, third.points) == ("Exercise 3: derivatives by hand", "checked when graded", 2)


def test_what_never_ends_costs_only_its_exercise(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(checking, "SECONDS", 2)
    endless = "def receivers(stages, cuts, skips):\n    while True:\n        pass\n"
    path = hand_in(
        tmp_path / "a.ipynb",
        {
            "flags-and-storage": endless.replace("receivers(stages, cuts, skips)", "flags_and_storage(p)"),
            "receivers": answers("receivers", right=True)[0],
        },
    )
    notebook = checking.read(path)
    assert checking.run(notebook, tmp_path, seconds=2) is None
    states = [exercise.state for exercise in checking.exercises(notebook)]
    assert states == ["not yet", "not solved yet", "not solved yet", "not solved yet", "passed"]
    assert "did not end within 2 seconds" in checking.exercises(notebook)[0].message


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos._exit(1)\n",
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass\n",
    ],
    ids=["ends Python", "cannot be stopped"],
)
def test_what_ends_python_or_cannot_be_stopped_is_named(code, tmp_path, monkeypatch):
    monkeypatch.setattr(checking, "GRACE", 2)
    notebook = checking.read(hand_in(tmp_path / "a.ipynb", {"predict-graphs": code}))
    stopped = checking.run(notebook, tmp_path, seconds=2)
    assert notebook.cells[stopped].id == "predict-graphs"
    found = checking.exercises(notebook, stopped)
    assert [exercise.state for exercise in found] == ["not solved yet"] + ["not yet"] * 4
    assert found[1].message == "A cell ended Python, or could not be stopped. What comes after it was not run."
    assert found[4].message == "Not run: a cell before it ended Python, or could not be stopped."


def test_a_changed_test_is_named(tmp_path, capsys):
    notebook = checking.read(hand_in(tmp_path / "a.ipynb", {"test-receivers": "pass\n"}))
    checking.report(tmp_path / "a.ipynb", notebook, stopped=0)
    assert "The cell test-receivers is not as it was released. The released one counts." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty. Keep a copy of it."),
        (b"%PDF-1.7", "the file is no notebook, or only a part of one"),
        (RELEASED.read_bytes()[:3000], "the file is no notebook, or only a part of one"),
        (b'{"cells": [\n<<<<<<< mine\n=======\n>>>>>>> theirs\n]}', "two sides of a merge conflict"),
        (b'\xff\xfe{"cells": []}', "it is no text in UTF-8"),
        (b"[]", "it is not built as a notebook is"),
        (b'{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "it is not built as a notebook is"),
        (b'{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "holds no exercises"),
        (None, "there is no such file"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_reason_and_the_next_is_read(content, words, tmp_path, capsys):
    path = tmp_path / "damaged.ipynb"
    if content is not None:
        path.write_bytes(content)
    assert checking.main([str(path), str(tmp_path / "nowhere.ipynb")]) == 2
    errors = " ".join(capsys.readouterr().err.split())
    assert words in errors
    assert "nowhere.ipynb: there is no such file" in errors


def test_a_byte_order_mark_does_no_harm(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"\xef\xbb\xbf" + RELEASED.read_bytes())
    assert len(checking.read(path).cells) == len(notebooks.read(RELEASED).cells)


def test_a_folder_without_notebooks_and_a_call_without_files_are_errors(tmp_path, capsys):
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints/a.ipynb").write_bytes(RELEASED.read_bytes())
    assert checking.main([str(tmp_path)]) == 2
    assert "there is no notebook in this folder" in capsys.readouterr().err
    assert checking.main([]) == 2
    assert checking.main(["--help"]) == 0
