"""Which submitted cell belongs to which cell of the original."""

from collections import defaultdict
from dataclasses import dataclass, field

from nbformat.notebooknode import NotebookNode

from .notes import Note
from .pieces import Piece, names, same, wanted_names


@dataclass
class Match:
    """taken: the piece for a cell of the original, by the cell's number. free: the others. notes: what was unclear."""

    taken: dict[int, Piece] = field(default_factory=dict)
    free: list[Piece] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def flag(cell: NotebookNode, name: str) -> bool:
    """Return one of nbgrader's flags: grade, solution, locked, task."""
    return bool(cell.metadata.get("nbgrader", {}).get(name))


def is_answer(cell: NotebookNode) -> bool:
    return flag(cell, "solution")


def is_locked(cell: NotebookNode) -> bool:
    """Return whether the student must not change it: nbgrader's rule."""
    return not flag(cell, "solution") and (flag(cell, "grade") or flag(cell, "locked"))


def grade_id(cell: NotebookNode) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def match(cells: list[NotebookNode], sources: list[str], pieces: list[Piece]) -> Match:
    """Match by grade_id, then by cell id, then by what the cells say and where they stand.

    cells: the original's; sources: theirs as released. Of several cells that claim to be the same answer, one that is
    not the stub is taken.
    """
    return _Matching(cells, sources, pieces).result()


class _Matching:
    def __init__(self, cells, sources, pieces):
        self.cells, self.sources, self.pieces = cells, sources, pieces
        self.taken: dict[int, Piece] = {}
        self.owner: dict[int, int] = {}  # the number of the cell that has taken a piece, by the piece's index
        self.notes: list[Note] = []
        self.by_grade_id, self.by_id = defaultdict(list), defaultdict(list)
        for piece in pieces:
            self.by_grade_id[piece.grade_id].append(piece)
            self.by_id[piece.id].append(piece)
        self.ids = {cell.id for cell in cells}
        self.given = {source for cell, source in zip(cells, sources, strict=True) if is_locked(cell)}
        self.answers = [k for k, cell in enumerate(cells) if is_answer(cell)]
        stubs = {tuple(sources[k].split()) for k in self.answers}
        self.stubs = {piece.index for piece in pieces if tuple(piece.source.split()) in stubs}

    def result(self):
        self._by_names(stubs=False)
        self._by_names(stubs=True)
        self._by_source()
        for k in self.answers:
            if k not in self.taken or self._is_stub(k, self.taken[k]):
                self._by_place(k)
        self._note_claims()
        free = [piece for piece in self.pieces if self._is_free(piece)]
        for piece in free:
            if piece.index in self.stubs:
                self.notes.append(Note(piece.grade_id, "a further copy of an empty answer cell was left out", True))
        return Match(self.taken, [piece for piece in free if piece.index not in self.stubs], self.notes)

    def _is_free(self, piece):
        return piece.index not in self.owner

    def _take(self, k, piece):
        if k in self.taken:
            del self.owner[self.taken[k].index]
        self.taken[k] = piece
        self.owner[piece.index] = k

    def _is_stub(self, k, piece):
        return not piece.source.strip() or same(piece.source, self.sources[k])

    def _by_names(self, stubs):
        """Match by grade_id and cell id; where they contradict each other, the content decides before the grade_id."""
        rules = [
            lambda k, piece: self._has_grade_id(k, piece) and piece.id == self.cells[k].id,
            lambda k, piece: self._is_like(k, piece),
            lambda k, piece: self._has_grade_id(k, piece) and piece.id not in self.ids,
            lambda k, piece: self._has_grade_id(k, piece),
            lambda k, piece: True,
        ]
        for rule in rules:
            for k, cell in enumerate(self.cells):
                if k in self.taken:
                    continue
                claims = [*self.by_grade_id[grade_id(cell) or ""], *self.by_id[cell.id]]
                fits = [piece for piece in claims if self._is_free(piece) and rule(k, piece)]
                if is_answer(cell) and not stubs:
                    fits = [piece for piece in fits if not self._is_stub(k, piece)]
                if len(fits) > 1:
                    fits.sort(key=lambda piece: (*self._is_strange(k, piece), piece.index))
                if fits:
                    self._take(k, fits[0])

    def _has_grade_id(self, k, piece):
        return piece.grade_id is not None and piece.grade_id == grade_id(self.cells[k])

    def _is_like(self, k, piece):
        if is_answer(self.cells[k]):
            return bool(wanted_names(self.sources[k]) & names(piece.source))
        return same(piece.source, self.sources[k])

    def _is_strange(self, k, piece):
        """Return what speaks against a claim, if there are others: for an answer, that it is a copy of a given cell, or
        does not define what is asked for; for a given cell, that it was changed."""
        return piece.source in self.given and is_answer(self.cells[k]), not self._is_like(k, piece)

    def _by_source(self):
        """Find given cells that have lost all their names, by their text."""
        free = defaultdict(list)
        for piece in self.pieces:
            if self._is_free(piece):
                free[tuple(piece.source.split())].append(piece)
        for k in range(len(self.cells)):
            found = free[tuple(self.sources[k].split())] if k not in self.taken else []
            if found:
                self._take(k, found.pop(0))

    def _by_place(self, k):
        """Find an answer whose cell is lost or still empty: a cell of the student's own, where it would have to be."""
        cell, lost = self.cells[k], k not in self.taken
        before = [self.taken[j].index for j in range(k) if j in self.taken]
        low = self.taken[k].index if not lost else (before[-1] if before else -1)
        later = [(self.taken[j].index, j) for j in range(k + 1, len(self.cells)) if j in self.taken]
        later = [(index, j) for index, j in later if index > low]
        end = min((index for index, j in later if is_answer(self.cells[j])), default=len(self.pieces))
        following = min((index for index, _ in later), default=len(self.pieces))
        free = [piece for piece in self.pieces if self._is_free(piece) and piece.index not in self.stubs]
        gap = [piece for piece in free if low < piece.index < end and piece.source.strip()]
        wanted = wanted_names(self.sources[k])
        if wanted:
            fits = [piece for piece in gap if wanted & names(piece.source)]
            if lost and not fits:
                fits = [piece for piece in free if wanted & names(piece.source)]
            # The last one before the test is the one that counts when the cells are run in their order.
            fits = [piece for piece in fits if piece.index < following][-1:] or fits[:1]
        elif lost or flag(cell, "grade"):
            fits = [piece for piece in gap if piece.kind == cell.cell_type and piece.index < following][:1]
        else:
            fits = []
        if fits:
            self._take(k, fits[0])
            where = "the answer cell was lost" if lost else "the answer cell was left empty"
            self.notes.append(
                Note(grade_id(cell), f"{where}; the answer was found in a cell of the student's own", True)
            )

    def _note_claims(self):
        for k, cell in enumerate(self.cells):
            claims = self.by_grade_id[grade_id(cell)] if grade_id(cell) else []
            if len(claims) > 1 and k in self.taken:
                number = self.taken[k].index + 1
                what = f"{len(claims)} cells claimed to be this one; the one that was taken is cell {number}"
                self.notes.append(Note(grade_id(cell), what, True))
