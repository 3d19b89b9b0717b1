"""What a picture consists of, and the one legend that all pictures share.

Every kind of box differs from the others in its outline or its words, not in colour alone.
"""

from dataclasses import dataclass

BACKGROUND = "#ffffff"  # painted: the picture must be readable on a dark page too
INK = "#1f2430"
FONT = "Helvetica,Arial,sans-serif"
FONT_SIZE = 11.0


@dataclass(frozen=True)
class Style:
    """How one kind of node looks. `outline` is solid, bold, dashed, dotted or double."""

    shape: str  # "box", "ellipse" or "octagon"
    outline: str
    fill: str
    line: str
    meaning: str


STYLES = {
    "leaf-grad": Style("box", "bold", "#d6e8fa", "#1f5f99", "leaf that requires grad"),
    "leaf": Style("box", "dashed", "#f3f3f3", "#6b6f76", "leaf that does not require grad"),
    "frozen": Style("octagon", "dashed", "#e4e6ea", "#4d535c", "frozen parameter"),
    "operation": Style("ellipse", "solid", "#fff4d9", "#8a6100", "recorded operation"),
    "result": Style("box", "double", "#dff3df", "#2a6e2a", "result"),
    "saved": Style("box", "dotted", "#fbe3d2", "#a04a12", "saved tensor"),
    "untracked": Style("ellipse", "dotted", "#ffffff", "#6b6f76", "input that needs no gradient"),
}


@dataclass(frozen=True)
class Box:
    """A node of the picture: an id that is the same in every renderer, its kind, and its lines of text."""

    id: str
    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Arrow:
    """An edge of the picture, in the direction of the computation. `kind` is "flow" or "saved"."""

    tail: str
    head: str
    kind: str = "flow"


def shorten(text, length=40):
    """Return `text` on one line, printable, and at most `length` characters long."""
    text = "".join(character if character.isprintable() else " " for character in str(text))
    return text if len(text) <= length else text[: length - 1] + "…"
