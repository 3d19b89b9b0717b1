"""Unpacks archives that students have made, within limits: a small one can hold more than a disk.

Python's own modules do the unpacking, and keep what is written inside of the folder.
"""

import bz2
import gzip
import lzma
import shutil
import tarfile
import zipfile
from pathlib import Path

ARCHIVES = [(suffix, kind) for kind, suffixes, _ in shutil.get_unpack_formats() for suffix in suffixes]
DEEP = 3  # archives in each other that are unpacked, at most
TIMES = 50  # how many times its own size an archive may hold; notebooks and texts come to 5 to 20
ALWAYS = 200 * 2**20  # bytes that any archive may hold
_A_FILE = 4096  # what a file takes of a disk, however little is in it
_STREAMS = {"gztar": gzip.open, "bztar": bz2.open, "xztar": lzma.open}


class TooLarge(ValueError):
    """An archive holds more than it may."""

    def __init__(self):
        super().__init__("what is in it is too large, or too many files")


def unpack_all(folder, warn, room=float("inf"), deep=DEEP):
    """Put in place of each archive below `folder` a folder with what it holds, and so on with that.

    One that is damaged or holds too much stays packed, and `warn(file name, why)` is called. What is in an archive
    counts for those that it lies in, too. Returns how many bytes are left of the `room`.
    """
    for path in sorted(Path(folder).rglob("*")):
        kinds = [(suffix, kind) for suffix, kind in ARCHIVES if path.name.endswith(suffix)]
        if not kinds or path.is_symlink() or not path.is_file():
            continue
        (suffix, kind), before = kinds[0], min(room, max(ALWAYS, TIMES * path.stat().st_size))
        name = path.name.removesuffix(suffix)
        inside = path.with_name(name if name.strip(". ") else "archive")  # "..zip"
        while inside.exists():
            inside = inside.with_name(f"{inside.name}_")
        try:
            left = before - unpack(path, kind, inside, before)
        except Exception as error:  # whatever the modules for archives find wrong with it
            warn(path.name, error)
            shutil.rmtree(inside, ignore_errors=True)
            continue
        path.unlink()
        if deep > 1:
            left = unpack_all(inside, warn, left, deep - 1)
        room -= before - left
    return room


def unpack(path, kind, folder, room):
    """Unpack an archive of a kind that shutil knows; return how many bytes it held. Raises TooLarge, for one."""
    if kind == "zip":
        with zipfile.ZipFile(path) as archive:  # reads no more of a file than the size that it gives
            size = _counted((one.file_size for one in archive.infolist()), room)
        shutil.unpack_archive(path, folder, kind)
        return size
    folder.mkdir()
    plain = folder.with_name(f"{folder.name}.unpacked")
    try:
        if kind in _STREAMS:  # first, and in pieces: tarfile would read a header of any length into memory
            with _STREAMS[kind](path) as packed, open(plain, "xb") as file:
                _copy(packed, file, room)
            path = plain
        with tarfile.open(path, "r:") as archive:
            size = _counted((one.size for one in archive), room)
            archive.extractall(folder, filter="data")  # no links out of the folder
        return size
    finally:
        plain.unlink(missing_ok=True)


def _counted(sizes, room):
    total = 0
    for size in sizes:
        total += max(size, _A_FILE)
        if total > room:
            raise TooLarge
    return total


def _copy(packed, file, room):
    while piece := packed.read(2**20):
        room -= len(piece)
        if room < 0:
            raise TooLarge
        file.write(piece)
