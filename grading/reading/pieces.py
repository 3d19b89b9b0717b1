"""The cells of a submitted notebook, of any nbformat version and in any state, as plain pieces."""

import re
from dataclasses import dataclass, field
from functools import cached_property

import nbformat

from .notes import Note

DEFINITION = re.compile(r"^(?:async +def|def|class) +(\w+)", re.MULTILINE)
ASSIGNMENT = re.compile(r"^(\w+) *(?::[^=\n]+)?=(?!=)", re.MULTILINE)


@dataclass
class Piece:
    """One submitted cell, with what in it can be trusted to be of the right type."""

    index: int
    kind: str
    source: str
    id: str | None
    grading: dict = field(default_factory=dict)  # nbgrader's metadata
    attachments: dict = field(default_factory=dict)

    @cached_property
    def grade_id(self) -> str | None:
        name = self.grading.get("grade_id")
        return clean(name)[:100] if isinstance(name, str) else None


def pieces(data: dict) -> tuple[list[Piece], list[Note]]:
    """Return the cells of a notebook's JSON, and notes on those that had to be repaired."""
    found, notes = [], []
    for number, cell in enumerate(_cells(data), start=1):
        if not isinstance(cell, dict):
            notes.append(Note(None, f"cell {number} was no cell and was left out", False))
            continue
        metadata = _dict(cell.get("metadata"))
        name = cell.get("id")
        piece = Piece(
            index=len(found),
            kind=str(cell.get("cell_type")).strip().lower()[:20],
            source=_source(cell),
            id=name if isinstance(name, str) else None,
            grading=_dict(metadata.get("nbgrader")),
            attachments=_attachments(cell.get("attachments")),
        )
        what = _damage(cell, piece)
        if what:
            notes.append(Note(piece.grade_id, f"cell {number}: {what}", True))
        found.append(piece)
    return found, notes


def names(source: str) -> set[str]:
    """Return what the source defines at its top level, also when it is no valid Python."""
    return {*DEFINITION.findall(source), *ASSIGNMENT.findall(source)}


def wanted_names(stub: str) -> set[str]:
    """Return the names that an answer in place of the stub has to define: functions, or else variables."""
    return set(DEFINITION.findall(stub)) or names(stub)


def same(one: str, other: str) -> bool:
    """Return whether two sources differ in white space at most."""
    return one == other or one.split() == other.split()


def is_released(piece: Piece) -> bool:
    """Return whether a cell is as nbgrader has released it, maybe another time: its checksum tells."""
    from nbgrader.utils import compute_checksum

    cell = {"cell_type": piece.kind, "source": piece.source, "metadata": {"nbgrader": piece.grading}}
    try:
        return compute_checksum(nbformat.from_dict(cell)) == piece.grading.get("checksum")
    except (AttributeError, KeyError, TypeError, ValueError):  # of metadata of other kinds
        return False


def clean(text: str) -> str:
    """Return the text with one kind of line end, and without what cannot be written to a file or compiled."""
    if not text.isascii():  # pairs of surrogates become the letter they stand for, lone ones a replacement
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def _cells(data):
    if isinstance(data.get("cells"), list):
        return data["cells"]
    sheets = [sheet["cells"] for sheet in data["worksheets"] if isinstance(sheet, dict) and "cells" in sheet]
    return [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]


def _dict(value):
    return value if isinstance(value, dict) else {}


def _source(cell):
    source = cell.get("source", cell.get("input"))  # nbformat 3 and older call it input in code cells
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    source = clean(source) if isinstance(source, str) else ""
    if cell.get("cell_type") == "heading":
        level = cell.get("level")
        source = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1) + " " + source
    return source


def _attachments(value):
    """Return those attachments of a Markdown cell (pictures, mostly) that are valid."""
    return {
        clean(name): {clean(kind): clean(data) for kind, data in bundle.items()}
        for name, bundle in _dict(value).items()
        if isinstance(bundle, dict) and bundle and all(isinstance(data, str) for data in bundle.values())
    }


def _damage(cell, piece):
    metadata = cell.get("metadata", {})
    if not isinstance(metadata, dict):
        return "its metadata were no dictionary"
    if "nbgrader" in metadata and not isinstance(metadata["nbgrader"], dict):
        return "nbgrader's metadata were damaged"
    if piece.grading and piece.grade_id is None:
        return "it had lost its grade_id"
    if piece.kind not in ("code", "markdown", "raw", "heading"):
        return f"it was of an unknown type, {piece.kind!r}"
    source = cell.get("source", cell.get("input"))
    if not isinstance(source, str | list) or (isinstance(source, list) and not all(isinstance(s, str) for s in source)):
        return "its source was no text"
    return None
