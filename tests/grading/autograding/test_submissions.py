"""What counts as handed in: links, bad time stamps, and what changes make it new."""

import datetime
import os

import pytest

from grading.autograding.course import Course
from grading.autograding.submissions import BadFolder, find_folders, look

from .conftest import ASSIGNMENT


@pytest.fixture
def handed_in(course):
    """Return a function that looks at ada's submission anew, and her folder."""
    course.submit("ada", ASSIGNMENT, {})
    with Course(ASSIGNMENT) as opened:
        folder = course.folder / "submitted" / "ada" / ASSIGNMENT
        yield lambda: look("ada", folder, opened.directory), folder


def test_names_of_students_are_taken_as_they_are(course):
    names = ["a b", "a[1]", "(x)", "ünïcode", "a.b+c", "*", "back\\slash", "two\nlines"]
    for name in names:
        course.submit(name, ASSIGNMENT, {})
    with Course(ASSIGNMENT) as opened:
        assert list(find_folders(opened.directory, ASSIGNMENT)) == sorted(names)
        assert list(find_folders(opened.directory, ASSIGNMENT, ["a[1]"])) == ["a[1]"]


def test_a_plain_submission(handed_in):
    look_at, folder = handed_in
    submission = look_at()
    assert submission.files == [folder / "requires_grad.ipynb"]
    assert submission.notes == []
    assert submission.timestamp is None


def test_links_out_of_the_folder_and_pipes_are_left_out(handed_in, tmp_path):
    look_at, folder = handed_in
    (tmp_path / "secret").write_text("secret")
    (folder / "data.csv").symlink_to(tmp_path / "secret")
    (folder / "all").symlink_to(tmp_path)
    (folder / "requires_grad.ipynb").unlink()
    (folder / "requires_grad.ipynb").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "pipe")
    submission = look_at()
    assert submission.files == []
    assert len(submission.notes) == 3
    assert not any(note.harmless for note in submission.notes)


def test_a_link_to_a_folder_is_nobodys_work(handed_in, tmp_path):
    look_at, folder = handed_in
    folder.rename(tmp_path / "classmate")
    folder.symlink_to(tmp_path / "classmate")
    with pytest.raises(BadFolder, match="is a link"):
        look_at()


def test_a_name_that_nbgrader_cannot_match(handed_in):
    _, folder = handed_in
    with pytest.raises(BadFolder, match="line break"):
        look("two\nlines", folder, None)


def test_a_name_that_a_gradebook_cannot_hold(handed_in):
    _, folder = handed_in
    with pytest.raises(BadFolder, match="UTF-8"):
        look(os.fsdecode(b"J\xfcrgen"), folder, None)


def test_what_is_too_large_takes_no_room_from_others(handed_in):
    look_at, folder = handed_in
    with open(folder / "a video", "wb") as file:
        file.truncate(20 << 30)
    submission = look_at()
    assert submission.files == [folder / "requires_grad.ipynb"]
    assert len(submission.notes) == 1


def test_the_time_stamp(handed_in):
    look_at, folder = handed_in
    (folder / "timestamp.txt").write_text("2026-02-03 04:05:06 UTC\n")
    assert look_at().timestamp == datetime.datetime(2026, 2, 3, 4, 5, 6)


@pytest.mark.parametrize("content", [b"yesterday", b"\xff\xfe", b"9" * 190, b"2026-99-99 00:00:00 UTC"])
def test_a_time_stamp_that_says_no_time_is_noted(handed_in, content):
    look_at, folder = handed_in
    (folder / "timestamp.txt").write_bytes(content)
    submission = look_at()
    assert submission.timestamp is None
    assert "holds no time" in submission.undated


def test_what_is_new_when_it_is_handed_in_again(handed_in):
    look_at, folder = handed_in
    first = look_at().digest
    os.utime(folder / "requires_grad.ipynb")
    assert look_at().digest == first
    (folder / "data.csv").write_text("1")
    assert look_at().digest != first
    (folder / "data.csv").unlink()
    (folder / "requires_grad.ipynb").write_text("{}")
    assert look_at().digest != first
