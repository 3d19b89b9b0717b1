"""From any file to the JSON of a notebook, or to a sentence that says what to hand in instead."""

import codecs
import json
import os
import re
import stat
from pathlib import Path

from .notes import Note

LIMIT = 50 << 20  # bytes
PARTS = 1_000_000  # lists and dictionaries: each takes far more memory than its two bytes in the file
DEPTH = 60  # no notebook nests deeper where it matters

AGAIN = "Open your notebook in Jupyter, save it, and hand in the .ipynb file itself."
DOWNLOAD = "In Jupyter, choose File > Download, and hand in the .ipynb file that you get."
KINDS = [  # how files begin that are no text, and what they are
    (b"PK\x03\x04", "a ZIP archive (or an office document)", "Unpack it, and hand in the .ipynb file that is in it."),
    (b"\x1f\x8b", "a compressed archive", "Unpack it, and hand in the .ipynb file that is in it."),
    (b"Rar!", "an archive", "Unpack it, and hand in the .ipynb file that is in it."),
    (b"7z\xbc\xaf", "an archive", "Unpack it, and hand in the .ipynb file that is in it."),
    (b"%PDF", "a PDF document", DOWNLOAD),
    (b"\x89PNG", "a picture", DOWNLOAD),
    (b"\xff\xd8\xff", "a picture", DOWNLOAD),
    (b"{\\rtf", "a text document", DOWNLOAD),
    (b"\x7fELF", "a program", DOWNLOAD),
]
BOMS = [codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE]  # UTF-32 first
HTML = re.compile(r"<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
SCRIPT = re.compile(r"^(import |from \w+ import|def |class |print\(|#!|# %%|# In\[|# coding)", re.MULTILINE)
CONFLICT = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?: .*)?$")  # a line of Git's
UNFINISHED = re.compile(r"[\w.+\\-]{0,10}")  # a number, a word such as null, or an escape
TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)


class Unreadable(Exception):
    """The file holds no notebook; the message is for the student."""


def load(path: Path) -> list[tuple[dict, list[Note]]]:
    """Return the notebook's JSON with what was odd about it: one, or two for the sides of a merge conflict.

    Raises Unreadable, and nothing else.
    """
    content = read_bytes(path)
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Unreadable(f"The file is empty. {AGAIN}")
    for beginning, what, advice in KINDS:
        if content.startswith(beginning):
            raise Unreadable(f"The file is {what}, not a notebook. {advice}")
    text, notes = _text(content)
    found = [(data, notes + more) for data, more in _versions(text)]
    notebooks = [(data, more) for data, more in found if _has_cells(data)]
    if not notebooks:
        raise Unreadable(f"The file holds data, but no notebook: there are no cells in it. {AGAIN}")
    return notebooks


def read_bytes(path: Path) -> bytes:
    """Return the content of an ordinary file. No link is followed, and no pipe or device is waited for."""
    flags = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
    try:
        _must_be_a_file(os.lstat(path).st_mode)
        with open(os.open(path, flags), "rb") as file:
            now = os.fstat(file.fileno())  # it may have been exchanged in between
            _must_be_a_file(now.st_mode)
            content = file.read(LIMIT + 1) if now.st_size <= LIMIT else None
    except FileNotFoundError:
        raise Unreadable(f"There is no file of this name. {AGAIN}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unreadable(f"The file could not be opened ({reason}). {AGAIN}") from None
    if content is None or len(content) > LIMIT:
        raise Unreadable(
            f"The file is larger than {LIMIT >> 20} MB. In Jupyter, choose Edit > Clear Outputs of All Cells, save it, "
            "and hand it in again."
        )
    return content


def _must_be_a_file(mode):
    kinds = [(stat.S_ISLNK, "a link to another file"), (stat.S_ISDIR, "a folder")]
    what = next((what for is_kind, what in kinds if is_kind(mode)), "a pipe or a device")
    if not stat.S_ISREG(mode):
        raise Unreadable(f"In place of the notebook there is {what}. {AGAIN}")


def _text(content):
    """Return the text, and notes on its encoding."""
    if content.startswith(codecs.BOM_UTF8):
        return _decoded(content[3:], [Note(None, "the file began with a byte order mark", True)])
    if any(content.startswith(bom) for bom in BOMS) or _looks_wide(content):
        encoding = json.detect_encoding(content)
        text = content.decode(encoding, "replace").lstrip("\ufeff")
        return text, [Note(None, f"the file was written in {encoding.upper()}, not UTF-8", True)]
    return _decoded(content, [])


def _looks_wide(content):
    """Return whether it is JSON in UTF-16 or UTF-32 without a mark: every second byte of its start is zero."""
    start = content[:8]
    return start[:1] != start[1:2] and b"\0" in start[:2] and len(start.replace(b"\0", b"")) in (2, 4)


def _decoded(content, notes):
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "grading.cp1252")
        notes = [*notes, Note(None, "some letters were not in UTF-8; they were read as Windows writes them", True)]
    if "\0" in text:
        text = text.replace("\0", "")
        notes = [*notes, Note(None, "zero bytes were taken out of the file", True)]
    return text.lstrip("\ufeff"), notes


def _as_cp1252(error):
    """Decode bytes that are no UTF-8 one by one; what is right around them is kept."""
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("grading.cp1252", _as_cp1252)


def _versions(text):
    """Return what the text says as JSON, with notes: for a merge conflict each side that can be read."""
    try:
        return [_parsed(text)]
    except Unreadable:
        conflict = _conflict(text)
        if conflict is None:
            raise
    sides = []
    for name, side in zip(["first", "second"], conflict, strict=True):
        what = f"the file holds an unfinished merge (<<<<<<< and >>>>>>>); its {name} side was graded"
        try:
            data, notes = _parsed(side)
        except Unreadable:
            continue  # the other side may do; if neither does, the sentence below says so
        sides.append((data, [*notes, Note(None, what, False)]))
    if not sides:
        raise Unreadable(
            "The file holds an unfinished merge (lines with <<<<<<< and >>>>>>>), and neither side can be read. Finish "
            f"the merge. {AGAIN}"
        )
    return sides


def _conflict(text):
    """Return the two sides of a merge conflict, or None if the text has none."""
    first, second, inside, found = [], [], None, False
    for line in text.splitlines(keepends=True):
        mark = CONFLICT.match(line.rstrip("\r\n"))
        if mark:
            found = found or mark[1] == "<" * 7
            inside = {"<": first, "|": [], "=": second, ">": None}[mark[1][0]]
        elif inside is None:
            first.append(line)
            second.append(line)
        else:
            inside.append(line)
    return ("".join(first), "".join(second)) if found else None


def _parsed(text):
    """Return the first value of the text, and notes."""
    text = text.strip()
    notes = []
    if text.count("[") + text.count("{") > PARTS:
        text = _flat(text)
    # Numbers do not matter here, and a huge one would raise.
    decoder = json.JSONDecoder(strict=False, parse_int=lambda digits: int(digits) if len(digits) < 20 else 0)
    try:
        try:
            data, end = decoder.raw_decode(text)
        except RecursionError:
            text = _flat(text)
            notes.append(Note(None, "parts that were nested too deep were taken out of the file", False))
            data, end = decoder.raw_decode(text)
    except json.JSONDecodeError as error:
        raise Unreadable(_what_is_wrong(text, error)) from None
    if text[end:].strip():
        notes.append(Note(None, "there is more in the file after the end of the notebook; it was not read", False))
    return data, notes


def _flat(text):
    """Return the text with null for what is nested too deep. Raises Unreadable if there are too many parts."""
    kept, depth, done, parts = [], 0, 0, 0
    for token in TOKEN.finditer(text):
        mark = token[0]
        if mark in "[{":
            depth, parts = depth + 1, parts + 1
            if depth == DEPTH:
                kept.append(text[done : token.start()] + "null")
        elif mark in "]}":
            if depth == DEPTH:
                done = token.end()
            depth = max(depth - 1, 0)
        if parts > PARTS:
            raise Unreadable(f"The file has more than {PARTS:,} parts. Clear the outputs of all cells. {AGAIN}")
    return "".join(kept) + (text[done:] if depth < DEPTH else "")


def _what_is_wrong(text, error):
    start = text[:2000]
    if HTML.search(start) or start.startswith("<"):
        return f"The file is a web page, not a notebook. {DOWNLOAD}"
    if not start.startswith(("{", "[")):
        if SCRIPT.search(text[:20_000]):
            return f"The file is a Python script, not a notebook. {DOWNLOAD}"
        return f"The file is not a notebook. {DOWNLOAD}"
    if UNFINISHED.fullmatch(text, error.pos) or error.msg.startswith("Unterminated string"):
        return f"The file ends in the middle of the notebook: a part of it is missing. {AGAIN}"
    return f"The file is damaged at line {error.lineno}, column {error.colno} ({error.msg}). {AGAIN}"


def _has_cells(data):
    if not isinstance(data, dict):
        return False
    sheets = data.get("worksheets")  # nbformat 3 and older
    return isinstance(data.get("cells"), list) or (
        isinstance(sheets, list) and any(isinstance(sheet, dict) and "cells" in sheet for sheet in sheets)
    )
