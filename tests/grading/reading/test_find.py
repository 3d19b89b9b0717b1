"""A notebook of another name, or in a folder, is found by its cells."""

import json
import os

import pytest

from grading.reading import find
from tests import notebooks

from .material import NAME, instructors, released, submission


def hand_in(folder, name, content=None):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(submission()) if content is None else content)
    return path


def other():
    return (notebooks.ROOT / "exercises/04_detach/detach.ipynb").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [NAME, f"{NAME}.ipynb"])
def test_the_right_name(tmp_path, name):
    path = hand_in(tmp_path, f"{NAME}.ipynb")
    hand_in(tmp_path, "copy.ipynb")
    assert find(tmp_path, name, instructors()) == (path, None)
    assert find(tmp_path, name) == (path, None)


@pytest.mark.parametrize(
    "name",
    [
        f"{NAME} (1).ipynb",
        f"{NAME}-Copy1.ipynb",
        "homework Ada Lovelace.ipynb",
        f"{NAME.upper()}.IPYNB",
        f"{NAME}.ipynb.txt",
        f"{NAME}.json",
        f"01_requires_grad/{NAME}.ipynb",
        "hausaufgäbe/01 \u2028/x.ipynb",
    ],
)
def test_another_name(tmp_path, name):
    path = hand_in(tmp_path, name)
    hand_in(tmp_path, "detach.ipynb", other())
    hand_in(tmp_path, ".ipynb_checkpoints/old.ipynb")
    hand_in(tmp_path, "__MACOSX/old.ipynb")
    hand_in(tmp_path, "data.json", "[1]")
    found, note = find(tmp_path, NAME, instructors())
    assert found == path
    assert "was handed in as" in note.what
    assert note.harmless


def test_what_does_not_belong_is_not_taken(tmp_path):
    hand_in(tmp_path, "detach.ipynb", other())
    (tmp_path / "a\nb.zip").write_bytes(b"PK")
    found, note = find(tmp_path, NAME, instructors())
    assert found is None
    assert "detach.ipynb" in note.what
    assert "\n" not in note.what
    assert not note.harmless


@pytest.mark.parametrize("broken", ["", "<html>", other()])
def test_a_broken_file_of_the_right_name_gives_way_to_a_good_one(tmp_path, broken):
    hand_in(tmp_path, f"{NAME}.ipynb", broken)
    good = hand_in(tmp_path, "final.ipynb")
    found, note = find(tmp_path, NAME, instructors())
    assert found == good
    assert not note.harmless


def test_a_broken_file_alone_is_returned_for_its_message(tmp_path):
    path = hand_in(tmp_path, f"{NAME}.ipynb", "<html>")
    assert find(tmp_path, NAME, instructors()) == (path, None)


def test_two_that_fit_are_for_a_person(tmp_path):
    hand_in(tmp_path, "a.ipynb")
    hand_in(tmp_path, "b.ipynb", json.dumps(released()))
    found, note = find(tmp_path, NAME, instructors())
    assert found == tmp_path / "a.ipynb"
    assert not note.harmless


def test_nothing_special_is_followed_or_waited_for(tmp_path):
    away = hand_in(tmp_path, "away/x.ipynb")
    folder = tmp_path / "submitted"
    folder.mkdir()
    (folder / "link.ipynb").symlink_to(away)
    (folder / "folder").symlink_to(away.parent)
    os.mkfifo(folder / "pipe.ipynb")
    (folder / "folder.ipynb").mkdir()
    found, note = find(folder, NAME, instructors())
    assert found is None
    assert "pipe.ipynb" in note.what


def test_no_folder(tmp_path):
    for place in (tmp_path, tmp_path / "none", hand_in(tmp_path / "x", "file")):
        found, note = find(place, NAME, instructors())
        assert found is None
        assert "was not handed in" in note.what


def test_without_the_original_the_name_decides(tmp_path):
    path = hand_in(tmp_path, f"{NAME} (1).ipynb")
    hand_in(tmp_path, "detach.ipynb", other())
    assert find(tmp_path, NAME)[0] == path
    assert find(tmp_path, "graph")[0] is None
