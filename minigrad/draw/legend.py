"""The legend: what the boxes, arrows, frames and marks of the pictures mean."""

from textwrap import wrap

from .digraph import GradGraph
from .picture import ARROWS, HEADLESS, MARKS, REGIONS, STYLES, Arrow, Box, Region
from .rendering import svg

# What an arrow of the legend joins: the kinds of the two boxes. Its meaning is written into the lower one.
ENDS = {
    "flow": ("operation", "operation"),
    "unrecorded": ("untracked", "operation"),
    "saved": ("saved", "operation"),
    "shares": ("leaf", "storage"),
    "gradient": ("gradient", "leaf-grad"),
}
# What stands in a frame in the legend: the kind of the box, and its words.
INSIDE = {
    "no_grad": ("unrecorded", "nothing in here is recorded"),
    "inference_mode": ("unrecorded", "not recorded, and what is made here cannot be saved"),
    "enable_grad": ("operation", "recorded again inside no_grad"),
    "module": ("operation", "what one layer or model did"),
    "opened": ("operation", "inside of a folded box"),
    "overview": ("folded", "a picture in which few boxes stand for many"),
}
FROM = {
    "operation": "one operation",
    "untracked": "one input",
    "saved": "saved tensor",
    "leaf": "tensor",
    "gradient": ".grad",
}
COLUMNS, GAP, WIDTH = 3, 14.0, 22  # WIDTH: of a line, in characters
MARKED = {"new": "only in the second picture", "gone": "only in the first picture", "changed": "in both, but different"}


class Legend(GradGraph):
    """The picture that `legend` returns. entries: pairs of how a thing looks and what it means."""

    def __init__(self, boxes, arrows, regions, entries):
        grid = {"pack": "true", "packmode": f"array_{COLUMNS}"}  # for dot: every entry is laid out by itself
        super().__init__(boxes, arrows, None, regions, graph_attr=grid)
        self.entries = tuple(entries)

    def copy(self):
        """Return a copy with the same entries."""
        return Legend(self.boxes, self.arrows, self.regions, self.entries)

    def svg(self, prefix=""):
        """Return the legend as SVG text. It is a table, so minigrad draws it itself, whatever renderer there is."""
        return svg.svg(self.boxes, self.arrows, self.regions, prefix, place=_table)

    def __str__(self):
        """One line for each entry."""
        return "\n".join(f"{look}: {meaning}" for look, meaning in self.entries)


def legend(*kinds):
    """Draw what the boxes, arrows, frames and marks mean.

    kinds: names of kinds, such as "leaf" or "no_grad", or pictures, for the kinds that occur in them. Without any, all
    kinds are drawn. Returns a GradGraph. Raises ValueError for an unknown name, TypeError for what is neither a name
    nor a picture.
    """
    wanted = _wanted(kinds) if kinds else {*STYLES, *ARROWS, *REGIONS, *MARKS}
    boxes, arrows, regions, entries = [], [], [], []

    def add(kind, words, mark=""):
        boxes.append(Box(f"n{len(boxes)}", kind, _lines(words), mark))
        return boxes[-1].id

    for kind, style in STYLES.items():
        if ("box", kind) in wanted or kind in wanted:
            add(kind, style.meaning)
            entries.append((f"{style.shape}, {style.outline} outline", style.meaning))
    for mark, meaning in MARKED.items():
        if mark in wanted:
            add("operation", meaning, mark)
            entries.append((f'mark "{MARKS[mark]}"', meaning))
    for kind, (tail, head) in ENDS.items():
        if ("arrow", kind) in wanted or kind in wanted:
            meaning, line = ARROWS[kind]
            arrows.append(Arrow(add(tail, FROM[tail]), add(head, meaning), kind))
            entries.append((f"{line} line without a head" if kind in HEADLESS else f"{line} arrow", meaning))
    for kind, (inside, meaning) in INSIDE.items():
        if kind in wanted:
            regions.append(Region(f"r{len(regions)}", kind, kind, (add(inside, meaning),)))
            entries.append((f"frame {kind}", meaning))
    return Legend(boxes, arrows, regions, entries)


def _lines(words):
    """Return the words in lines of about the same length, of not much more than WIDTH characters."""
    count = -(-len(words) // WIDTH)
    return tuple(wrap(words, len(words) // count + 5 * (count > 1)))


def _table(boxes, arrows, regions, sizes):
    """Return (centres, routes, frames, width, height): boxes, marks, arrows and frames, each in rows of COLUMNS."""
    held = {name for arrow in arrows for name in (arrow.tail, arrow.head)}
    held |= {name for region in regions for name in region.boxes}
    cells = [[(box.id,) for box in boxes if box.id not in held and not box.mark]]
    cells += [[(box.id,) for box in boxes if box.mark], [(arrow.tail, arrow.head) for arrow in arrows]]
    cells += [[region.boxes for region in regions]]
    rows = [section[k : k + COLUMNS] for section in cells for k in range(0, len(section), COLUMNS)]
    framed = {region.boxes: region.id for region in regions}

    def size(cell):
        width, height = max(sizes[name][0] for name in cell), sum(sizes[name][1] for name in cell)
        return (width + 16, height + 32) if cell in framed else (width, height + GAP * 1.5 * (len(cell) - 1))

    widths = [max(size(row[k])[0] for row in rows if k < len(row)) for k in range(max(map(len, rows), default=0))]
    centres, frames, top = {}, {}, 0.0
    for row in rows:
        height = max(size(cell)[1] for cell in row)
        for k, cell in enumerate(row):
            x = sum(widths[:k]) + k * GAP + widths[k] / 2
            y = top + (height - size(cell)[1]) / 2
            if cell in framed:
                width = size(cell)[0]
                frames[framed[cell]] = (x - width / 2, y, x + width / 2, y + size(cell)[1])
                y += 24
            for name in cell:
                centres[name] = (x, y + sizes[name][1] / 2)
                y += sizes[name][1] + GAP * 1.5
        top += height + GAP
    return centres, [[] for _ in arrows], frames, sum(widths) + GAP * max(len(widths) - 1, 0), max(top - GAP, 0.0)


def _wanted(kinds):
    known = {*STYLES, *ARROWS, *REGIONS, *MARKED}
    wanted = set()
    for kind in kinds:
        if isinstance(kind, GradGraph):
            wanted |= {("box", box.kind) for box in kind.boxes} | {("arrow", arrow.kind) for arrow in kind.arrows}
            wanted |= {region.kind for region in kind.regions}
            wanted |= {part.mark for part in [*kind.boxes, *kind.arrows] if part.mark}
        elif not isinstance(kind, str):
            raise TypeError(f"legend explains kinds, by name, or a picture, and this is a {type(kind).__name__}")
        elif kind not in known:
            raise ValueError(f"there is no kind {kind!r}; the kinds are: {', '.join(sorted(known))}")
        else:
            wanted.add(kind)
    return wanted
