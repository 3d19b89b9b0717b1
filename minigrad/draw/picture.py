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

    shape: str  # "box", "ellipse", "octagon", "hexagon", "cylinder" or "folder"
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
    "unrecorded": Style("ellipse", "dashed", "#f3f3f3", "#6b6f76", "operation that was not recorded"),
    "cut": Style("hexagon", "dashed", "#fbdfe3", "#a3203a", "cut made by detach"),
    "write": Style("ellipse", "bold", "#fbe3d2", "#a04a12", "in-place write"),
    "storage": Style("cylinder", "solid", "#ece4f7", "#5b3a94", "storage shared by several tensors, with its version"),
    "gradient": Style("folder", "solid", "#dff0ef", "#1c6863", ".grad: the sum of the gradients that arrived"),
    "folded": Style("folder", "double", "#fff4d9", "#8a6100", "several boxes folded into one"),
}

# Arrows differ in their line: what they mean, and how the line is dashed.
ARROWS = {
    "flow": ("recorded: a gradient can come back here", "solid"),
    "unrecorded": ("values flow, no gradient", "dashed"),
    "saved": ("saved for the backward pass", "dotted"),
    "shares": ("lies in this storage", "dotted"),
    "gradient": ("joins .grad to its tensor, or backward to its loss", "solid"),
}
HEADLESS = ("gradient",)  # lines without a head: nothing flows along them when the program runs

# Regions are frames around boxes.
REGIONS = {
    "no_grad": ("#f0f0f0", "#4d535c"),
    "inference_mode": ("#e9e9ef", "#4d535c"),
    "enable_grad": ("#ffffff", "#1f5f99"),
    "module": ("#fbf7ea", "#8a6100"),
    "opened": ("#fbf7ea", "#8a6100"),  # a folded box that was opened
    "overview": ("#ffffff", "#6b6f76"),  # a whole picture in which something is folded
}

MARKS = {"": "", "new": "+ new", "gone": "\N{MINUS SIGN} gone", "changed": "≠ changed"}
SIGNS = {"": "", "new": "+", "gone": "\N{MINUS SIGN}", "changed": "≠"}  # what stands at a marked arrow
# A mark is one more line around the outline of a box, as no kind has it: its colour, its width, and how it is dashed.
MARK_LOOKS = {
    "new": ("#1a6b2f", 2.8, "solid"),
    "gone": ("#a3203a", 1.0, "dotted"),
    "changed": ("#8a5000", 1.8, "dashed"),
}


@dataclass(unsafe_hash=True, slots=True)  # frozen=True would take five times as long to make one
class Box:
    """A node of the picture: an id that is the same in every renderer, its kind, and its lines of text.

    mark: what a comparison says of it, a key of MARKS, which also stands as a last line in the box.
    """

    id: str
    kind: str
    lines: tuple[str, ...]
    mark: str = ""


@dataclass(unsafe_hash=True, slots=True)  # frozen=True would take five times as long to make one
class Arrow:
    """An edge of the picture, in the direction of the computation. `kind` is a key of ARROWS; `mark` as in Box."""

    tail: str
    head: str
    kind: str = "flow"
    label: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Region:
    """A labelled frame around boxes: those of the ids `boxes`, and those of the regions inside it.

    parent: the id of the region that this one lies in, or None. `kind` is a key of REGIONS.
    """

    id: str
    kind: str
    label: str
    boxes: tuple[str, ...]
    parent: str | None = None


def shorten(text, length=40):
    """Return `text` on one line, printable, and at most `length` characters long."""
    text = str(text)
    if not text.isprintable():
        text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) <= length else text[: length - 1] + "…"


def check(boxes, arrows, regions):
    """Raise ValueError if an arrow or a region names a box that is not there, two boxes have one id, or a kind is new.

    Arrow and Region may only name boxes of the same picture, and regions lie in one another without a circle. Kinds and
    marks are the keys of the tables above.
    """
    ids = {box.id for box in boxes}
    if len(ids) < len(boxes):
        raise ValueError("two boxes of a picture have the same id")
    for arrow in arrows:
        if arrow.tail not in ids or arrow.head not in ids:
            raise ValueError(f"an arrow leads from {arrow.tail!r} to {arrow.head!r}, and one of them is no box")
    for region in regions:
        if missing := [name for name in region.boxes if name not in ids]:
            raise ValueError(f"the region {region.id!r} holds {missing[0]!r}, which is no box")
    parents = {region.id: region.parent for region in regions}
    for name in parents:
        path = [name]
        while (up := parents[path[-1]]) is not None:
            if up not in parents or up in path:
                raise ValueError(f"the region {path[-1]!r} has the parent {up!r}, which is no region around it")
            path.append(up)
    for things, table in ((boxes, STYLES), (arrows, ARROWS), (regions, REGIONS)):
        if unknown := {thing.kind for thing in things} - set(table):
            raise ValueError(f"there is no kind {min(unknown)!r}; the kinds are: {', '.join(table)}")
    if unknown := {thing.mark for thing in (*boxes, *arrows)} - set(MARKS):
        raise ValueError(f"there is no mark {min(unknown)!r}; the marks are: {', '.join(filter(None, MARKS))}")
