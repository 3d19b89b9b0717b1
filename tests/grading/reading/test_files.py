"""Whatever lies in the place of the notebook, it is read, or the student is told what to hand in."""

import codecs
import contextlib
import io
import json
import os
import re
import socket
import time
import zipfile

import pytest

from grading.reading import files, read

from .material import NAME, check_answers, code, instructors, read_bytes, read_json, released, said, stub, submission


def text(**options):
    return json.dumps(submission(), **options)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda: codecs.BOM_UTF8 + text().encode(), id="utf-8 with mark"),
        pytest.param(lambda: codecs.BOM_UTF8 * 2 + text().encode(), id="two marks"),
        pytest.param(lambda: text().encode("utf-16"), id="utf-16"),
        pytest.param(lambda: codecs.BOM_UTF16_BE + text().encode("utf-16-be"), id="utf-16-be"),
        pytest.param(lambda: text().encode("utf-16-le"), id="utf-16 without mark"),
        pytest.param(lambda: text().encode("utf-32"), id="utf-32"),
        pytest.param(lambda: text(indent=1).replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(lambda: text(indent=1).replace("\n", "\r").encode(), id="cr"),
        pytest.param(lambda: b"\n\n  " + text().encode() + b"\n\n", id="white space"),
        pytest.param(lambda: text().encode() + b"\0" * 4096, id="zeros after a power cut"),
        pytest.param(lambda: text().encode() + b'}\n ]\n}\n"rest of an older file', id="rest of an older file"),
    ],
)
def test_encodings_cost_nothing(tmp_path, content):
    check_answers(read_bytes(tmp_path, content()))


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8"])
def test_letters_survive_in_any_encoding(tmp_path, encoding):
    data = submission()
    data["cells"].append(code("# größer, naïve", id="own"))
    sources = check_answers(read_bytes(tmp_path, json.dumps(data, ensure_ascii=False).encode(encoding)))
    assert sources["own"] == "# größer, naïve"


def test_a_single_wrong_byte_leaves_the_other_letters_as_they_are(tmp_path):
    data = submission()
    data["cells"].append(code("# größer @", id="own"))
    content = (
        json.dumps(data, ensure_ascii=False).encode().replace(b"gr\xc3\xb6\xc3\x9fer @", b"gr\xc3\xb6\xc3\x9fer \xe9")
    )
    assert check_answers(read_bytes(tmp_path, content))["own"] == "# größer é"


def zipped():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo(f"{NAME}.ipynb"), text())  # with no time: the bytes name a test
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"\0" * 1000, "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        (b"<!DOCTYPE html>\n<html><body>404</body></html>", "web page"),
        (b"\xef\xbb\xbf\n<HTML lang='en'>", "web page"),
        (b"import math\n\ndef f():\n    return 1\n", "Python script"),
        (b"# %%\nx = 1\n", "Python script"),
        (zipped(), "ZIP archive"),
        (b"\x1f\x8b\x08" + b"\0" * 40, "compressed archive"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        (b"Dear teacher, my notebook is gone.", "is not a notebook"),
        (bytes(range(256)) * 20, "is not a notebook"),
        (b"{}", "no cells"),
        (b"[]", "no cells"),
        (b"null", "no cells"),
        (b'"text"', "no cells"),
        (b'{"cells": {"a": 1}}', "no cells"),
        (b'{"cells": [', "a part of it is missing"),
        (b'{"cells": [}', "damaged at line 1, column 12"),
        (b"[" * 1_000_000, "a part of it is missing"),
        (b'{"a":' * 900_000, "a part of it is missing"),
        (b"[{" * 1_000_000, "parts"),
        (b'{"cells": [' + b"9" * 100_000, "a part of it is missing"),
    ],
    ids=lambda value: repr(value[:12]) if isinstance(value, bytes) else "",
)
def test_what_is_no_notebook_gets_a_sentence_for_the_student(tmp_path, content, words):
    reading = read_bytes(tmp_path, content)
    assert reading.notebook is None
    assert words in reading.problem
    assert reading.problem.endswith((files.AGAIN, files.DOWNLOAD, "in it."))
    assert str(tmp_path) not in reading.problem


def test_a_truncated_notebook_is_unreadable_wherever_it_ends(tmp_path):
    content = text(indent=1).encode().rstrip()
    for end in range(1, len(content), len(content) // 150):
        reading = read_bytes(tmp_path, content[:end])
        assert reading.notebook is None
        assert "a part of it is missing" in reading.problem or end < 3


def make_link_to_nothing(path):
    path.symlink_to(path.parent / "nothing")


def make_link_out(path):
    path.symlink_to(__file__)


def make_socket(path):
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as server, contextlib.chdir(path.parent):
        server.bind(path.name)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (make_link_out, "a link to another file"),
        (make_link_to_nothing, "a link to another file"),
        (lambda path: path.symlink_to(path.name), "a link to another file"),
        (lambda path: path.symlink_to("/dev/zero"), "a link to another file"),
        (os.mkfifo, "a pipe or a device"),
        (make_socket, "a pipe or a device"),
        (os.mkdir, "a folder"),
        (lambda path: None, "no file of this name"),
    ],
)
def test_only_ordinary_files_are_opened(tmp_path, make, words):
    path = tmp_path / f"{NAME}.ipynb"
    make(path)
    reading = read(path, instructors())
    assert reading.notebook is None
    assert words in reading.problem


@pytest.mark.parametrize("name", ["a\0b.ipynb", "x" * 5000, "a\udcff.ipynb"])
def test_a_name_that_cannot_be_is_a_problem_too(tmp_path, name):
    assert "file" in read(tmp_path / name, instructors()).problem


def test_a_device_is_not_read():
    assert "a pipe or a device" in read("/dev/zero", instructors()).problem


def test_too_large_a_file_is_not_read(tmp_path):
    path = tmp_path / f"{NAME}.ipynb"
    with open(path, "wb") as file:
        file.truncate(files.LIMIT + 1)
    assert "larger than 50 MB" in read(path, instructors()).problem


def test_large_outputs_cost_time_only(tmp_path):
    data = submission()
    data["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "[[1, 2], [3]]\n" * 3_000_000}]
    started = time.process_time()
    check_answers(read_json(tmp_path, data))
    assert time.process_time() - started < 20


def conflict(ours, theirs):
    """Return the two sides as Git leaves them when the same lines were changed."""
    one, other = (json.dumps(data, indent=1).split("\n") for data in (ours, theirs))
    first = next(k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    last = next(k for k, (a, b) in enumerate(zip(one[::-1], other[::-1], strict=False)) if a != b)
    middle = ["<<<<<<< HEAD", *one[first : len(one) - last], "=======", *other[first : len(other) - last]]
    return "\n".join([*one[:first], *middle, ">>>>>>> origin/main", *one[len(one) - last :]])


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("turned", [False, True])
def test_of_a_merge_conflict_the_side_with_the_answers_is_read(tmp_path, turned, newline):
    sides = [released(), submission()]
    content = conflict(*reversed(sides) if turned else sides).replace("\n", newline)
    assert "<<<<<<<" in content
    reading = read_bytes(tmp_path, content.encode())
    check_answers(reading)
    name = "first" if turned else "second"
    assert (
        said(reading)[f"the file holds an unfinished merge (<<<<<<< and >>>>>>>); its {name} side was graded"] is False
    )


def test_a_merge_conflict_with_one_damaged_side_is_read_from_the_other(tmp_path):
    content = conflict(submission(), released())
    content = re.sub(r"(=======\n)", r'\1"left over', content, count=1)
    check_answers(read_bytes(tmp_path, content.encode()))


def test_a_merge_conflict_with_two_damaged_sides_says_so(tmp_path):
    content = conflict(submission(), released()).replace("=======\n", '"one\n=======\n"other\n')
    reading = read_bytes(tmp_path, content.encode())
    assert "unfinished merge" in reading.problem
    assert "neither side" in reading.problem


def test_many_conflict_marks_do_not_take_long(tmp_path):
    started = time.process_time()
    assert "unfinished merge" in read_bytes(tmp_path, b"{\n" + b"<<<<<<< a\n" * 500_000).problem
    assert time.process_time() - started < 10


def test_deep_and_huge_parts_of_outputs_do_not_touch_the_answers(tmp_path):
    data = submission()
    data["cells"][1]["outputs"] = ["@deep", "@huge", "@float", "@nan"]
    content = json.dumps(data)
    content = content.replace('"@deep"', "[" * 50_000 + "]" * 50_000).replace('"@huge"', "9" * 100_000)
    content = content.replace('"@float"', "1e999999").replace('"@nan"', "NaN, -Infinity")
    check_answers(read_bytes(tmp_path, content.encode()))


def test_surrogates_and_zeros_do_not_reach_the_notebook(tmp_path):
    data = submission()
    data["cells"].append(code("# \ud800 \ud83d\ude00 \0", id="own", metadata={"nbgrader": {"grade_id": "\udfff"}}))
    data["metadata"]["kernelspec"]["name"] = "\ud800"  # which a note quotes
    reading = read_json(tmp_path, data)
    assert check_answers(reading)["own"] == "# \ufffd \U0001f600 "
    assert reading.notes
    for note in reading.notes:
        f"{note.grade_id} {note.what}".encode()


def test_the_release_itself_is_no_answer(tmp_path):
    check_answers(
        read_json(tmp_path, released()),
        **{name: stub(name) for name in ("predict-flags", "make-weights")},
        receivers=stub("receivers"),
        fit_line=stub("fit-line"),
    )
