"""Where everything is in a picture that minigrad lays out: the sizes and places of boxes, the curves of arrows.

Lengths are points, as in Graphviz, and y grows downwards.
"""

import itertools
import unicodedata
from collections import Counter
from dataclasses import dataclass

from ..picture import FONT_SIZE, HEADLESS, STYLES
from . import labels, layout, shapes
from .source import arrow_words, words_of

LINE_HEIGHT = 14.0
ARROW = 7.0  # the length of its head
ASIDE = 12.0
LANDING = 9.0  # between the heads of arrows at one box
LOOP = 16.0
WIDER = 1.15  # other fonts than Helvetica, if it is not there
RESERVE = 1.1  # where there is neither Helvetica nor Arial, as on some Linux machines, text gets wider than measured
# Widths of Helvetica's characters in thousandths of the font size, in groups of like width; others count as wide.
_WIDTHS = {
    222: "ijl'",
    278: " !,./:;I[]ft|\\",
    333: '()-`r"{}',
    500: "Jckszvxy",
    556: "0123456789abdeghnopqu_?L$#+=<>~*^",
}
_WIDTHS |= {667: "ABEKPSVXY&FTZ", 722: "CDHNRUw", 778: "GOQ", 833: "Mm", 944: "W"}
_WIDTH = {character: width for width, characters in _WIDTHS.items() for character in characters}


@dataclass
class Geometry:
    """sizes, centres: by box id. curves: one for each arrow. frames, titles: areas by region id.

    An area is (left, top, right, bottom).
    """

    sizes: dict
    centres: dict
    curves: list
    frames: dict
    titles: dict
    width: float
    height: float


@dataclass
class Curve:
    """Bézier curves: a start, then three points for each piece; the tip of the arrow's head; where a label begins."""

    points: list
    tip: tuple
    label: tuple = ()


def measure(boxes, arrows, regions=(), place=None):
    """Lay out a picture and return its Geometry. place: the layout, a function in place of `_place`."""
    sizes = {box.id: size_of(box) for box in boxes}
    centres, routes, frames, width, height = (place or _place)(boxes, arrows, regions, sizes)
    shape = {box.id: STYLES[box.kind].shape for box in boxes}
    asides = _asides(arrows)
    landings = _landings(arrows, routes, asides, centres, sizes)
    curves = [
        _curve(arrow, route, aside, x, centres, sizes, shape)
        for arrow, route, aside, x in zip(arrows, routes, asides, landings, strict=True)
    ]
    words = {k: label_width(arrow) for k, arrow in enumerate(arrows) if arrow_words(arrow)}
    areas = [(x - w / 2, y - h / 2, x + w / 2, y + h / 2) for (x, y), (w, h) in ((centres[n], sizes[n]) for n in sizes)]
    titles = _titles(regions, frames, curves)
    areas += titles.values()
    for k, label in labels.place(words, [curve.points for curve in curves], areas).items():
        curves[k].label = label
        width = max(width, label[0] + words[k])
    width = max([width, *(x for curve in curves for x, _ in curve.points)])
    return Geometry(sizes, centres, curves, frames, titles, width, height)


def text_width(text):
    """Return about how wide the text is in Helvetica."""
    return sum([_WIDTH.get(character) or _unusual_width(character) for character in text]) * FONT_SIZE / 1000


def _titles(regions, frames, curves):
    """Return where the titles of the frames are: on the left, or further to the right if an arrow runs through."""
    points = labels.points_of([curve.points for curve in curves]) if frames else ()
    titles = {}
    for region in regions:
        if region.id in frames:
            (left, top, right, _), width = frames[region.id], WIDER * text_width(region.label)
            area = (left + 8, top + 3, left + 8 + width, top + 18)
            left = labels.clear_of(points, area, right - 4)
            titles[region.id] = (left, top + 3, left + width, top + 18)
    return titles


def label_width(arrow):
    """Return about how wide the text at an arrow is."""
    return RESERVE * text_width(arrow_words(arrow)) * (FONT_SIZE - 1) / FONT_SIZE


def _unusual_width(character):
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 1100 if unicodedata.east_asian_width(character) in "WF" else 700


def size_of(box):
    """Return (width, height) of a box."""
    lines = words_of(box)
    width = RESERVE * max(map(text_width, lines), default=0.0) + 22
    return shapes.room(STYLES[box.kind].shape, rings_of(box), width, LINE_HEIGHT * len(lines) + 12)


def rings_of(box):
    """Return how many lines the outline consists of."""
    return 1 + (STYLES[box.kind].outline == "double") + bool(box.mark)


def _place(boxes, arrows, regions, sizes):
    """Return (centres, routes, frames, width, height). Boxes without arrows or frame stand in a column on the right."""
    held = {end for arrow in arrows for end in (arrow.tail, arrow.head)}
    held.update(name for region in regions for name in region.boxes)
    if len(boxes) == 1:
        held.add(boxes[0].id)
    layered = {box.id: sizes[box.id] for box in boxes if box.id in held}
    centres, routes, frames, width, height = {}, [], {}, 0.0, 0.0
    if layered:
        titles = {region.id: WIDER * text_width(region.label) for region in regions}
        edges = [(arrow.tail, arrow.head) for arrow in arrows]
        said = [bool(arrow.label) for arrow in arrows]
        kinds = [arrow.kind for arrow in arrows]
        centres, routes, frames, width, height = layout.place(layered, edges, regions, titles, said, kinds)
    apart = [box.id for box in boxes if box.id not in held]
    column, top = max((sizes[node][0] for node in apart), default=0.0), 0.0
    left = width + 2 * layout.NODE_GAP if layered else 0.0
    for node in apart:
        centres[node] = (left + column / 2, top + sizes[node][1] / 2)
        top += sizes[node][1] + layout.NODE_GAP
        width, height = left + column, max(height, top - layout.NODE_GAP)
    return centres, routes, frames, width, height


def _asides(arrows):
    """Return how far each arrow must step aside, so that several between the same two boxes do not hide each other."""
    count = Counter((arrow.tail, arrow.head) for arrow in arrows)
    seen = Counter()
    asides = []
    for arrow in arrows:
        pair = (arrow.tail, arrow.head)
        asides.append(ASIDE * (seen[pair] - (count[pair] - 1) / 2))
        seen[pair] += 1
    return asides


def _landings(arrows, routes, asides, centres, sizes):
    """Return the x at which each arrow meets its head: a little towards where it comes from, and apart from others."""
    landings, arriving = [], {}
    for k, (arrow, route, aside) in enumerate(zip(arrows, routes, asides, strict=True)):
        (from_x, _), (x, _), (width, _) = centres[arrow.tail], centres[arrow.head], sizes[arrow.head]
        from_x, reach = route[-1][0] if route else from_x, width * 0.3
        landings.append(x + max(-reach, min(reach, (from_x - x) * 0.25)) + aside)
        arriving.setdefault(arrow.head, []).append((from_x + aside, k))
    for head, others in arriving.items():
        if len(others) > 1:
            order = [k for _, k in sorted(others)]
            gap, low = min(LANDING, sizes[head][0] * 0.7 / (len(order) - 1)), centres[head][0] - sizes[head][0] * 0.35
            spread = layout.spread([0.0] * len(order), [landings[k] for k in order], gap)
            for n, (k, x) in enumerate(zip(order, spread, strict=True)):
                high = low + sizes[head][0] * 0.7 - gap * (len(order) - 1 - n)
                landings[k] = min(max(x, low + gap * n), high)
    return landings


def _curve(arrow, route, aside, x, centres, sizes, shape):
    """Return a smooth line from the bottom of the tail through the points of the route, to x at the top of the head."""
    (x0, y0), (x1, y1) = centres[arrow.tail], centres[arrow.head]
    (w0, h0), (w1, h1) = sizes[arrow.tail], sizes[arrow.head]
    if arrow.tail == arrow.head:
        right, out = x0 + w0 / 2, x0 + w0 / 2 + LOOP
        points = [(right, y0 - 5), (out, y0 - 9), (out, y0 + 9), (right + ARROW, y0 + 5)]
        return Curve(points, (right, y0 + 5))
    down = 1 if y1 > y0 else -1  # arrows that close a cycle go up
    start = (x0 + aside, y0 + down * h0 / 2)
    tip = (x, shapes.upper_edge(shape[arrow.head], x, (x1, y1), (w1, h1)) if down > 0 else y1 + h1 / 2)
    end = (x, tip[1] - (0 if arrow.kind in HEADLESS else down * ARROW))
    stops = _straightened([start, *((px + aside, py) for px, py in route), end])
    points = [start]
    for (ax, ay), (bx, by) in itertools.pairwise(stops):
        bend = (by - ay) / 2
        points += [(ax, ay + bend), (bx, by - bend), (bx, by)]
    return Curve(points, tip)


def _straightened(stops):
    """Leave out stops on a vertical line between two others."""
    kept = stops[:1]
    for here, after in itertools.pairwise(stops[1:]):
        if abs(kept[-1][0] - here[0]) > 0.5 or abs(after[0] - here[0]) > 0.5:
            kept.append(here)
    return [*kept, stops[-1]]
