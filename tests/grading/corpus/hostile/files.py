"""Notebook damage to the file: what cannot be read, and what can be read all the same."""

import gzip
import io
import os
import zipfile

from ..cases import ALL, MAY, MUST, NO, NOTHING, Collection

CASES = Collection("notebook damage", earns=(NOTHING,), look=MUST)


def solved_text(submission):
    submission.solve()
    return submission.text()


@CASES.case()
def empty_file(submission):
    submission.raw = ""


@CASES.case()
def truncated(submission):
    text = solved_text(submission)
    submission.raw = text[: len(text) // 2]


@CASES.case()
def merge_conflict(submission):
    lines = solved_text(submission).split("\n")
    lines.insert(20, "<<<<<<< HEAD")
    lines.insert(25, "=======")
    lines.insert(30, ">>>>>>> theirs")
    submission.raw = "\n".join(lines)


@CASES.case(earns=(NOTHING, ALL), look=MAY)
def not_utf8(submission):
    submission.solve()
    submission.insert("# Grüße aus Zürich")
    submission.raw = submission.text().encode("latin-1", "replace")


@CASES.case(earns=(NOTHING, ALL), look=MAY)
def utf16(submission):
    submission.raw = solved_text(submission).encode("utf-16")


@CASES.case()
def bytes_of_no_meaning(submission):
    submission.raw = bytes(range(256)) * 100


@CASES.case(earns=(NOTHING, ALL), look=MAY)
def packed(submission):
    submission.raw = gzip.compress(solved_text(submission).encode())


@CASES.case()
def a_web_page(submission):
    submission.raw = "<!doctype html><title>Sign in</title><script>corpusalert()</script>"


for name, text in {
    "json_list": "[]",
    "json_text": '"notebook"',
    "json_null": "null",
    "json_empty": "{}",
    "cells_null": '{"cells": null, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "cells_of_other_kinds": '{"cells": [1, "a", null, []], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "nested_too_deep": "[" * 200_000,
    "nested_too_deep_inside": '{"nbformat": 4, "nbformat_minor": 5, "cells": [], "metadata": '
    + '{"a":' * 100_000
    + "1"
    + "}" * 100_000
    + "}",
}.items():

    def build(submission, text=text):
        submission.raw = text

    build.__name__ = name
    CASES.case(look=MAY if name == "cells_of_other_kinds" else MUST)(build)


def with_version(version, minor):
    def build(submission):
        submission.solve()
        submission.notebook.update(nbformat=version, nbformat_minor=minor)

    return build


for name, (version, minor) in {
    "nbformat_5": (5, 0),
    "nbformat_99": (99, 5),
    "nbformat_as_text": ("4", "5"),
    "nbformat_null": (None, None),
    "nbformat_minor_99": (4, 99),
    "nbformat_minor_negative": (4, -1),
    "nbformat_3_said_of_4": (3, 0),
}.items():
    build = with_version(version, minor)
    build.__name__ = name
    CASES.case(earns=(ALL, NOTHING), look=MAY)(build)


@CASES.case(earns=(ALL, NOTHING), look=MAY)
def without_nbformat(submission):
    submission.solve()
    del submission.notebook["nbformat"], submission.notebook["nbformat_minor"]


@CASES.case(earns=(ALL,), look=MAY)
def numbers_that_json_does_not_have(submission):
    submission.solve()
    submission.notebook["metadata"]["numbers"] = [float("nan"), float("inf"), 10**400]


@CASES.case(earns=(ALL,), look=NO)
def keys_twice(submission):
    submission.raw = solved_text(submission).replace('"cells": [', '"metadata": {}, "cells": [', 1)


@CASES.case()
def no_notebook(submission):
    submission.finish = os.unlink


@CASES.case()
def a_folder_in_its_place(submission):
    def finish(path):
        path.unlink()
        (path / "inside").mkdir(parents=True)

    submission.finish = finish


@CASES.case()
def a_link_to_nowhere(submission):
    def finish(path):
        path.unlink()
        path.symlink_to("/nowhere/notebook.ipynb")

    submission.finish = finish


@CASES.case()
def a_link_to_a_classmate(submission):
    """What is linked is somebody else's work."""

    def finish(path):
        path.unlink()
        path.symlink_to(path.parents[2] / "00_first" / path.parent.name / path.name)

    submission.finish = finish


@CASES.case()
def a_link_to_the_solutions(submission):
    def finish(path):
        path.unlink()
        path.symlink_to(submission.course / "solutions" / submission.assignment / path.name)

    submission.finish = finish


@CASES.case()
def a_pipe(submission):
    """Whoever opens it to read waits for ever."""

    def finish(path):
        path.unlink()
        os.mkfifo(path)

    submission.finish = finish


@CASES.case(earns=(ALL, NOTHING), look=MAY)
def an_endless_device_beside_it(submission):
    submission.solve()
    submission.finish = lambda path: (path.parent / "data.csv").symlink_to("/dev/zero")


@CASES.case(earns=(ALL,), look=MAY)
def a_second_notebook(submission):
    """Attempts of one's own beside the notebook that was asked for."""
    solved_text(submission)
    submission.files["scratch.ipynb"] = submission.text()
    submission.files[f"old/{submission.name}"] = "not a notebook"


@CASES.case(earns=(ALL,), look=MAY)
def huge_outputs_handed_in(submission):
    submission.solve()
    for cell in submission.test_cells():
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 8_000_000}]


@CASES.case(earns=(NOTHING,), look=MAY)
def the_notebook_of_another_exercise(submission):
    submission.notebook["cells"] = []
    for k in range(9):
        submission.append(f"x{k} = {k}")


@CASES.case(earns=(ALL,), look=MAY)
def a_time_stamp_of_nonsense(submission):
    submission.solve()
    submission.files["timestamp.txt"] = "yesterday, about noon \0"


@CASES.case(earns=(ALL,), look=MAY)
def a_time_stamp_that_is_no_text(submission):
    submission.solve()
    submission.files["timestamp.txt"] = bytes(range(128, 256))


@CASES.case(earns=(ALL,), look=MAY)
def names_that_are_no_text(submission):
    """Names of files that are no UTF-8, have line ends, are as long as can be."""
    submission.solve()

    def finish(path):
        for name in (b"\xff\xfe.csv", b"two\nlines.txt", b"x" * 250, b"\x1b[31mred", b"$(touch here);.py"):
            with open(os.fsencode(path.parent) + b"/" + name, "wb") as file:
                file.write(b"1")

    submission.finish = finish


@CASES.case(earns=(ALL,), look=MAY)
def three_thousand_files(submission):
    submission.solve()
    submission.files |= {f"data/{k}.txt": "1" for k in range(3000)}


@CASES.case(earns=(ALL,), look=MAY)
def folders_in_folders(submission):
    submission.solve()
    submission.files["/".join(["folder"] * 150) + "/deep.txt"] = "1"


@CASES.case(earns=(ALL,), look=MAY)
def links_in_a_ring(submission):
    submission.solve()

    def finish(path):
        (path.parent / "one").symlink_to("two")
        (path.parent / "two").symlink_to("one")
        (path.parent / "above").symlink_to("..")

    submission.finish = finish


@CASES.case(earns=(ALL,), look=MAY)
def in_a_folder_of_its_own(submission):
    """As unpacked from an archive."""
    submission.solve()
    submission.name = f"homework/{submission.name}"
    submission.files["homework/__MACOSX/._x.ipynb"] = b"\0\5\x16\7"


for ending in (".ipynb.txt", ".json", ".IPYNB", "-checkpoint.ipynb", ".ipynb.download"):

    def build(submission, ending=ending):
        submission.solve()
        submission.name = submission.name.replace(".ipynb", ending)

    build.__name__ = f"named_{ending.strip('.-').replace('.', '_')}"
    CASES.case(earns=(ALL,), look=MAY)(build)


@CASES.case(earns=(ALL, NOTHING), look=MAY)
def two_attempts(submission):
    """None has the right name."""
    submission.files[submission.name.replace(".ipynb", "_v1.ipynb")] = submission.text()
    submission.solve()
    submission.name = submission.name.replace(".ipynb", "_v2.ipynb")


@CASES.case(earns=(NOTHING,), look=MUST)
def in_an_archive(submission):
    text = solved_text(submission)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(submission.name, text)
    submission.raw = archive.getvalue()
    submission.name = submission.name.replace(".ipynb", ".zip")


@CASES.case(earns=(NOTHING,), look=MUST)
def larger_than_can_be_read(submission):
    submission.solve()
    submission.raw = submission.text() + " " * (60 << 20)


for k, time in enumerate(["0001-01-01 00:00:00 UTC", "9999-12-31 23:59:59 -2400", "1", "2026-02-30", "12:00" * 99]):

    def build(submission, time=time):
        submission.solve()
        submission.files["timestamp.txt"] = time

    build.__name__ = f"odd_time_{k}"
    CASES.case(earns=(ALL,), look=MAY)(build)


@CASES.case(earns=(ALL,), look=MAY)
def a_time_stamp_that_is_a_folder(submission):
    submission.solve()
    submission.files["timestamp.txt/inside"] = "2026-01-01"


@CASES.case(earns=(ALL,), look=MAY)
def files_of_the_grader(submission):
    """Files named like those that grading writes, and like modules that it imports."""
    submission.solve()
    names = ["grading.json", "gradebook.db", "nbgrader_config.py", "numpy.py", "minigrad/__init__.py"]
    names += ["sitecustomize.py", "usercustomize.py", "IPython.py", ".ipython/profile_default/startup/0.py"]
    submission.files |= dict.fromkeys(names, "raise SystemExit(3)")
