"""Reads what a student handed in, whatever it is, and rebuilds it on the instructor's original.

A file that is no notebook gives a sentence for the student, damage that can be repaired gives a note for the
instructor, and nothing raises.

    cells = original(Path("solutions/04_detach/detach.ipynb"))
    path, note = find(Path("submitted/ada/04_detach"), "detach", cells)
    reading = read(path, cells)
"""

from pathlib import Path

from .files import Unreadable, load
from .finding import find
from .notes import Note, Reading
from .rebuilding import rebuild
from .release import Original, original

__all__ = ["Note", "Original", "Reading", "find", "original", "read"]


def read(path: Path, original: Original) -> Reading:
    """Return the notebook at `path` rebuilt on `original`: see `rebuilding.rebuild` for what that means."""
    try:
        versions = load(Path(path))
    except Unreadable as problem:
        return Reading(None, str(problem), ())
    # Of the two sides of a merge conflict the one with more answers: the other is often an older one, or the release.
    rebuilt, notes = max(
        ((rebuild(data, original), notes) for data, notes in versions), key=lambda pair: pair[0].answers
    )
    return Reading(rebuilt.notebook, None, (*notes, *rebuilt.notes))
