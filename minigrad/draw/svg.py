"""The built-in SVG writer: what a notebook shows where Graphviz is not installed."""

import itertools
from collections import Counter
from html import escape

from . import layout
from .picture import BACKGROUND, FONT, FONT_SIZE, INK, STYLES

LINE_HEIGHT = 14.0
MARGIN = 12.0
ARROW = 7.0
ASIDE = 12.0
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


def svg(boxes, arrows):
    """Return the picture as the text of an SVG document. The same boxes and arrows give the same text."""
    sizes = {box.id: _size(box) for box in boxes}
    linked = {end for arrow in arrows for end in (arrow.tail, arrow.head)}
    connected = {node: size for node, size in sizes.items() if node in linked or len(sizes) == 1}
    centres, routes, width, height = {}, [], 0.0, 0.0
    if connected:
        centres, routes, width, height = layout.place(connected, [(a.tail, a.head) for a in arrows])
    # Boxes without arrows stand in a column on the right.
    top, column = 0.0, max((size[0] for node, size in sizes.items() if node not in connected), default=0.0)
    shift = width + 2 * layout.NODE_GAP if connected else 0.0
    for node, size in sizes.items():
        if node not in connected:
            centres[node] = (shift + column / 2, top + size[1] / 2)
            top += size[1] + layout.NODE_GAP
            width, height = shift + column, max(height, top - layout.NODE_GAP)

    kinds = {box.id: box.kind for box in boxes}
    parts = [
        _arrow(arrow, route, aside, centres, sizes, kinds)
        for arrow, route, aside in zip(arrows, routes, _asides(arrows), strict=True)
    ]
    parts += [_box(box, centres[box.id], sizes[box.id]) for box in boxes]
    full = (width + 2 * MARGIN, height + 2 * MARGIN)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{full[0]:.0f}pt" height="{full[1]:.0f}pt" '
        f'viewBox="0 0 {full[0]:.2f} {full[1]:.2f}" role="img" font-family="{FONT}" font-size="{FONT_SIZE:g}">\n'
        f'<rect width="100%" height="100%" rx="6" fill="{BACKGROUND}"/>\n'
        f'<g class="graph" transform="translate({MARGIN:g} {MARGIN:g})">\n' + "\n".join(parts) + "\n</g>\n</svg>\n"
    )


def text_width(text):
    return sum(_WIDTH.get(character, 700) for character in text) * FONT_SIZE / 1000


def _size(box):
    width = max(text_width(line) for line in box.lines) + 22
    height = LINE_HEIGHT * len(box.lines) + 12
    if STYLES[box.kind].shape == "ellipse":  # the text must fit inside the curve
        width, height = width * 1.18, height * 1.18
    return width, height


def _box(box, centre, size):
    style, (x, y), (width, height) = STYLES[box.kind], centre, size
    dash = {"dashed": ' stroke-dasharray="5 3"', "dotted": ' stroke-dasharray="1.5 2.5"'}.get(style.outline, "")
    weight = 2.2 if style.outline == "bold" else 1.1
    paint = f'fill="{style.fill}" stroke="{style.line}" stroke-width="{weight}"{dash}'
    if style.shape == "ellipse":
        shapes = [f'<ellipse cx="{x:.2f}" cy="{y:.2f}" rx="{width / 2:.2f}" ry="{height / 2:.2f}" {paint}/>']
    elif style.shape == "octagon":
        left, right, top, bottom, cut = x - width / 2, x + width / 2, y - height / 2, y + height / 2, 9
        corners = [(left + cut, top), (right - cut, top), (right, top + cut), (right, bottom - cut)]
        corners += [(right - cut, bottom), (left + cut, bottom), (left, bottom - cut), (left, top + cut)]
        shapes = [f'<polygon points="{" ".join(f"{px:.2f},{py:.2f}" for px, py in corners)}" {paint}/>']
    else:
        insets = (0, 3) if style.outline == "double" else (0,)
        shapes = [
            f'<rect x="{x - width / 2 + i:.2f}" y="{y - height / 2 + i:.2f}" width="{width - 2 * i:.2f}" '
            f'height="{height - 2 * i:.2f}" rx="3" {paint}/>'
            for i in insets
        ]
    base = y - LINE_HEIGHT * (len(box.lines) - 1) / 2 + FONT_SIZE * 0.35
    words = [
        f'<text x="{x:.2f}" y="{base + k * LINE_HEIGHT:.2f}" text-anchor="middle" fill="{INK}">{escape(line)}</text>'
        for k, line in enumerate(box.lines)
    ]
    title = f"<title>{escape(STYLES[box.kind].meaning)}</title>"
    return f'<g id="{box.id}" class="node {box.kind}">{title}{"".join(shapes + words)}</g>'


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


def _arrow(arrow, route, aside, centres, sizes, kinds):
    """Draw a smooth line from the bottom of the tail, through the points of the route, to the top of the head."""
    (x0, y0), (x1, _) = centres[arrow.tail], centres[arrow.head]
    start = (x0 + aside, y0 + sizes[arrow.tail][1] / 2)
    x = _landing(x1, route[-1][0] if route else x0, sizes[arrow.head][0]) + aside
    tip = (x, _upper_edge(kinds[arrow.head], x, centres[arrow.head], sizes[arrow.head]))
    end = (x, tip[1] - ARROW)
    points = [start, *((px + aside, py) for px, py in route), end]
    path = [f"M{start[0]:.2f},{start[1]:.2f}"]
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        bend = (by - ay) / 2
        path.append(f"C{ax:.2f},{ay + bend:.2f} {bx:.2f},{by - bend:.2f} {bx:.2f},{by:.2f}")
    dash = ' stroke-dasharray="1.5 2.5"' if arrow.kind == "saved" else ""
    head = f"{tip[0]:.2f},{tip[1]:.2f} {end[0] - 3.2:.2f},{end[1]:.2f} {end[0] + 3.2:.2f},{end[1]:.2f}"
    return (
        f'<g class="edge {arrow.kind}"><title>{arrow.tail}&#45;&gt;{arrow.head}</title>'
        f'<path d="{"".join(path)}" fill="none" stroke="{INK}" stroke-width="1"{dash}/>'
        f'<polygon points="{head}" fill="{INK}"/></g>'
    )


def _landing(x, from_x, width):
    """Spread the arrows that arrive at a box a little towards where they come from."""
    reach = width * 0.3
    return x + max(-reach, min(reach, (from_x - x) * 0.25))


def _upper_edge(kind, x, centre, size):
    """Return the height of the box's upper edge at `x`: an ellipse falls off to the sides."""
    fall = 1.0
    if STYLES[kind].shape == "ellipse":
        fall = max(0.0, 1 - ((x - centre[0]) / (size[0] / 2)) ** 2) ** 0.5
    return centre[1] - size[1] / 2 * fall
