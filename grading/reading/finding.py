"""Finds the notebook of a student who has given it another name, or put it into a folder."""

import os
from pathlib import Path

from .files import Unreadable, load
from .matching import grade_id
from .notes import Note
from .pieces import pieces
from .release import Original

FILES = 200  # how many are looked at, at most
FOLDERS = 5  # how deep


def find(folder: Path, name: str, original: Original | None = None) -> tuple[Path | None, Note | None]:
    """Return the file in `folder` that is the notebook `name`, and a note if it is called otherwise or missing.

    original: if given, the cells decide: a file of another name needs at least half of the original's cells, and then
    comes before one of the right name that cannot be read or has fewer.
    """
    folder, name = Path(folder), name.removesuffix(".ipynb")
    right = folder / f"{name}.ipynb"
    exists = os.path.lexists(right)
    if exists and (original is None or _share(right, original) >= 0.5):
        return right, None
    others = [path for path in _candidates(folder) if path != right]
    if original is None:
        fits = [path for path in others if name.lower() in path.name.lower()]
        fits = fits or (others if len(others) == 1 else [])
    else:
        shares = {path: _share(path, original) for path in others}
        fits = sorted((path for path in others if shares[path] >= 0.5), key=lambda path: -shares[path])
    if fits:
        shown = fits[0].relative_to(folder).as_posix()
        what = f"the notebook was handed in as {shown!r}, not as {name + '.ipynb'!r}"
        if len(fits) > 1:
            what += f"; {len(fits) - 1} more would fit"
        return fits[0], Note(None, what, harmless=len(fits) == 1 and not exists)
    if exists:
        return right, None
    _, folders, files = next(os.walk(folder), (None, [], []))
    present = ", ".join(ascii(file) for file in sorted(folders + files)[:5])
    return None, Note(None, f"{name}.ipynb was not handed in (there is: {present or 'nothing'})", harmless=False)


def _share(path, original):
    """Return which part of the original's cells the file has, by their names."""
    try:
        data, _ = load(path)[0]
    except Unreadable:
        return 0
    found, _ = pieces(data)
    ids, grade_ids = {piece.id for piece in found}, {piece.grade_id for piece in found}
    sources = {piece.source for piece in found}
    cells = original.cells
    has = [cell.id in ids or grade_id(cell) in grade_ids - {None} or cell.source in sources for cell in cells]
    return sum(has) / max(len(cells), 1)


def _candidates(folder):
    """Return the files that may be notebooks, those at the top first. Browsers add .json and .txt to the name."""
    found = []
    for place, folders, files in os.walk(folder):  # links to folders are not followed
        deep = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__"))) if deep < FOLDERS else []
        found += [
            Path(place) / file
            for file in sorted(files)
            if not file.startswith(".") and (".ipynb" in file.lower() or file.lower().endswith(".json"))
        ]
        if len(found) > FILES:
            break
    return sorted(found[:FILES], key=lambda path: len(path.parts))
