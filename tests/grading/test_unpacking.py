"""Archives are unpacked, also those in archives, unless they would fill the disk; then they stay as they are."""

import io
import tarfile
import zipfile

import pytest

from grading import unpacking

ROOM = 2**20
KINDS = {"zip": "zip", "tar": "w:", "tar.gz": "w:gz", "tbz2": "w:bz2", "tar.xz": "w:xz"}


@pytest.fixture(autouse=True)
def little_room(monkeypatch):
    monkeypatch.setattr(unpacking, "ALWAYS", ROOM)


def packed(suffix, files):
    """Return an archive of {name: content}."""
    made = io.BytesIO()
    if suffix == "zip":
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
    else:
        with tarfile.open(fileobj=made, mode=KINDS[suffix]) as archive:
            for name, content in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return made.getvalue()


def unpacked(folder, files):
    """Write the files, unpack what is an archive; return ({path: size} of what is there then, what was told)."""
    told = []
    for name, content in files.items():
        (folder / name).write_bytes(content)
    unpacking.unpack_all(folder, lambda name, why: told.append((name, str(why))))
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.stat().st_size for path in found}, told


@pytest.mark.parametrize("suffix", KINDS)
def test_what_is_in_an_archive_takes_its_place(tmp_path, suffix):
    inner = packed("zip", {"b.ipynb": b"22"})
    files = {f"work.{suffix}": packed(suffix, {"a.ipynb": b"1", "more.zip": inner}), "other.txt": b"333"}
    assert unpacked(tmp_path, files) == ({"work/a.ipynb": 1, "work/more/b.ipynb": 2, "other.txt": 3}, [])


@pytest.mark.parametrize("suffix", KINDS)
@pytest.mark.parametrize("files", [{"zeros": bytes(2 * ROOM)}, {f"{k}": b"" for k in range(300)}])
def test_one_that_holds_too_much_stays_packed(tmp_path, monkeypatch, suffix, files):
    monkeypatch.setattr(unpacking, "TIMES", 0)
    bomb = packed(suffix, files)
    found, told = unpacked(tmp_path, {f"bomb.{suffix}": bomb, "work.zip": packed("zip", {"a": b"1"})})
    assert found == {f"bomb.{suffix}": len(bomb), "work/a": 1}
    assert told == [(f"bomb.{suffix}", "what is in it is too large, or too many files")]


def test_a_large_archive_may_hold_much(tmp_path):
    """Files of random bytes hardly shrink: what they take was there before."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a", bytes(3 * ROOM))
    assert unpacked(tmp_path, {"large.zip": content.getvalue()}) == ({"large/a": 3 * ROOM}, [])


def test_archives_in_an_archive_share_its_room(tmp_path):
    """Each of them would fit alone."""
    one = packed("zip", {"zeros": bytes(ROOM // 3)})
    bomb = packed("zip", {f"{k}.zip": one for k in range(8)})
    found, told = unpacked(tmp_path, {"bomb.zip": bomb})
    assert sum(found.values()) < ROOM + len(bomb)
    assert 5 <= len(told) < 8
    assert {name for name in found if name.endswith(".zip")} == {f"bomb/{name}" for name, _ in told}


def test_students_in_one_download_do_not_share_theirs(tmp_path):
    bomb = packed("zip", {"zeros": bytes(20 * ROOM)})
    honest = {f"{name}.zip": packed("zip", {"a": b"1"}) for name in ("ada", "zoe")}
    found, told = unpacked(tmp_path, {"all.zip": packed("zip", {"eve.zip": bomb, **honest})})
    assert found == {"all/ada/a": 1, "all/eve.zip": len(bomb), "all/zoe/a": 1}
    assert [name for name, _ in told] == ["eve.zip"]


def test_a_header_that_is_too_long_is_not_read(tmp_path):
    """A tar file's header of this kind has any length, and Python reads it whole."""
    member = tarfile.TarInfo("a")
    member.pax_headers = {"comment": "0" * 4 * ROOM}
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        archive.addfile(member)
    assert unpacked(tmp_path, {"bomb.tar.gz": made.getvalue()})[1] == [
        ("bomb.tar.gz", "what is in it is too large, or too many files")
    ]


@pytest.mark.parametrize("name", [".zip", "..zip", "...zip", " .zip", "a..zip", "-.zip"])
def test_odd_names(tmp_path, name):
    found, told = unpacked(tmp_path, {name: packed("zip", {"a.ipynb": b"1"})})
    assert ([path.rpartition("/")[2] for path in found], told) == (["a.ipynb"], [])


def test_nothing_is_written_elsewhere(tmp_path):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path)
        archive.addfile(link)
        archive.addfile(tarfile.TarInfo("link/from_a_tar"))
    folder = tmp_path / "folder"
    folder.mkdir()
    files = {"one.tar": made.getvalue(), "two.zip": packed("zip", {"../../from_a_zip": b"1", "/from_a_zip": b"1"})}
    unpacked(folder, files)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize("suffix", KINDS)
def test_a_damaged_one_stays_packed(tmp_path, suffix):
    content = packed(suffix, {"a": b"text" * 1000, "b": bytes(range(256)) * 20})
    content = content[: len(content) // 3]
    found, told = unpacked(tmp_path, {f"work.{suffix}": content})
    assert found == {f"work.{suffix}": len(content)}
    assert [name for name, _ in told] == [f"work.{suffix}"]
