"""Puts the student's answers and own cells into the instructor's original."""

import ast
from collections import defaultdict
from dataclasses import dataclass

import nbformat
from nbformat.notebooknode import NotebookNode

from grading.syntax import parse

from .matching import flag, grade_id, is_answer, is_locked, match
from .notes import Note
from .pieces import Piece, is_released, pieces, same
from .release import CELL_ID, Original

FLAGS = {"grade": bool, "solution": bool, "locked": bool, "task": bool, "points": (int, float)}


@dataclass(frozen=True)
class Rebuilt:
    """answers: how many answer cells are not the stub any more."""

    notebook: NotebookNode
    answers: int
    notes: tuple[Note, ...]


def rebuild(data: dict, original: Original) -> Rebuilt:
    """Return the original with the answers of the notebook in `data`.

    Every cell of the original in its order with its metadata; given cells and tests with the original's source; answer
    cells with the student's; the student's own cells after the cell that they followed. No outputs, no counts.
    """
    sources = original.released
    found, notes = pieces(data)
    matched = match(original.cells, sources, found)
    notes += _kernel_notes(data, original.notebook) + matched.notes
    owner = {piece.index: k for k, piece in matched.taken.items()}
    free = {piece.index for piece in matched.free}
    extra, after = defaultdict(list), -1
    for piece in found:
        after = owner.get(piece.index, after)
        if piece.index in free:
            extra[after].append(piece)
    for k, cell in enumerate(original.cells):
        if k in matched.taken and is_locked(cell):
            before, behind = _added(cell, sources[k], matched.taken[k])
            extra[k - 1] += before
            extra[k] = behind + extra[k]
    cells, answers, used = [], 0, {cell.id for cell in original.cells}
    cells += [_extra_cell(piece, used) for piece in extra[-1]]
    for k, cell in enumerate(original.cells):
        piece = matched.taken.get(k)
        new = _without_outputs(cell)
        if piece is None:
            notes.append(Note(grade_id(cell), "the cell was missing; it was put back", True))
        else:
            notes += _changes(cell, sources[k], piece)
            if not is_locked(cell) and not same(piece.source, sources[k]):
                new.source = piece.source
                _attach(new, piece)
                answers += is_answer(cell)
        cells.append(new)
        cells += [_extra_cell(piece, used) for piece in extra[k]]
    metadata = nbformat.from_dict(original.notebook.metadata)  # a copy
    notebook = NotebookNode(nbformat=4, nbformat_minor=5, metadata=metadata, cells=cells)
    return Rebuilt(notebook, answers, tuple(notes))


def _added(cell, source, piece):
    """Return what the student wrote into a given cell above and below what is there: it becomes cells of their own."""
    if piece.source in (source, cell.source):
        return [], []
    wanted = source.strip()
    # of a cell that is hidden as a whole nothing is there: what stands in it comes before the test
    above, given, below = piece.source.partition(wanted) if wanted else (piece.source, "\n", "")
    if not given:
        return [], []
    own = [[Piece(piece.index, cell.cell_type, part.strip("\n"), None)] for part in (above, below)]
    return [part if part[0].source.strip() else [] for part in own]


def _without_outputs(cell):
    new = nbformat.from_dict(cell | {"outputs": []} if cell.cell_type == "code" else cell)  # a copy
    if new.cell_type == "code":
        new.execution_count = None
    return new


def _extra_cell(piece, used):
    name = piece.id if piece.id and CELL_ID.match(piece.id) else f"extra-{piece.index}"
    while name in used:
        name = f"{name[:50]}-{piece.index}"
    used.add(name)
    kind = {"code": "code", "markdown": "markdown", "heading": "markdown"}.get(piece.kind, "raw")
    cell = nbformat.from_dict({"cell_type": kind, "id": name, "metadata": {}, "source": piece.source})
    if kind == "code":
        cell.outputs, cell.execution_count = [], None
    _attach(cell, piece)
    return cell


def _attach(cell, piece):
    if piece.attachments and cell.cell_type == "markdown":
        cell.attachments = nbformat.from_dict(piece.attachments)


def _changes(cell: NotebookNode, source: str, piece: Piece) -> list[Note]:
    """Return notes on what the student must not have changed: all of it is as in the original again."""
    notes, name = [], grade_id(cell)
    if piece.kind != cell.cell_type:
        what = f"the cell had been made a {piece.kind} cell; it is a {cell.cell_type} cell again"
        notes.append(Note(name, what, True))
    if name is not None and piece.grade_id != name:
        notes.append(Note(name, "the cell had lost its grade_id; it was found all the same", True))
    if is_locked(cell) and piece.source not in (source, cell.source):
        above, below = _added(cell, source, piece)
        if above or below:
            harmless, what = True, "the cell had been added to; the additions are now cells of their own"
        elif flag(cell, "grade") and cell.cell_type == "code":
            harmless = is_released(piece) or _same_test(source, piece.source)
            what = "what the test checks had been changed"
            if harmless:
                what = "the test was that of another release" if is_released(piece) else "the test had been edited"
        else:
            harmless, what = True, "the given cell had been edited"
        notes.append(Note(name, f"{what}; it is as released again", harmless))
    own = cell.metadata.get("nbgrader", {})
    if piece.grading and piece.grading.get("schema_version") != own.get("schema_version"):
        notes.append(Note(name, "nbgrader's metadata were of another version", True))
    changed = [
        key
        for key, types in FLAGS.items()
        if key in own and isinstance(piece.grading.get(key), types) and piece.grading[key] != own[key]
    ]
    if changed:
        what = f"nbgrader's metadata had been changed ({', '.join(changed)}); they are as released again"
        notes.append(Note(name, what, is_released(piece) or not (flag(cell, "grade") or is_answer(cell))))
    return notes


def _same_test(source, edited):
    """Return whether two tests differ only in white space, comments and lines that print something."""
    if "".join(source.split()) == "".join(edited.split()):
        return True
    if len(edited) > 3 * len(source) + 2000:
        return False
    try:
        wanted = [ast.dump(statement) for statement in parse(source).body]
        present = [(ast.dump(statement), isinstance(statement, ast.Expr)) for statement in parse(edited).body]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return wanted == [dump for dump, is_expression in present if dump in wanted or not is_expression]


def _kernel_notes(data, original):
    """Return a note if the notebook names another language's kernel, or none: the original's is used."""
    metadata = data.get("metadata")
    spec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    if not isinstance(spec, dict):
        return [Note(None, "the notebook named no kernel; the original's was used", True)]
    if spec.get("name") != original.metadata.get("kernelspec", {}).get("name"):
        return [Note(None, f"the notebook named another kernel, {str(spec.get('name'))[:50]!r}", True)]
    return []
