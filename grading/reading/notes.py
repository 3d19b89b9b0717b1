"""What reading a submission gives."""

from dataclasses import dataclass

from nbformat.notebooknode import NotebookNode


@dataclass(frozen=True)
class Note:
    """A repair or an oddity. One that is not harmless is for a person to look at."""

    grade_id: str | None
    what: str
    harmless: bool


@dataclass(frozen=True)
class Reading:
    """The notebook to grade, or one sentence that tells the student why there is none and what to hand in."""

    notebook: NotebookNode | None
    problem: str | None
    notes: tuple[Note, ...]
