"""Outlines of boxes for the built-in SVG writer: where they run, and how much room the text in them needs."""

CUT = 9.0  # corners of an octagon
SLANT = 12.0  # the sides of a hexagon
CAP = 5.0  # half the height of a cylinder's lid
TAB, TAB_WIDTH = 6.0, 24.0  # the tab of a folder, on the right
RING = 3.0  # between the lines of a double outline


def room(shape, rings, width, height):
    """Return the size of a box of this shape around text of the size `width` x `height`, margins included."""
    if shape == "ellipse":  # the text must fit inside the curve
        width, height = width * 1.18, height * 1.18
    elif shape == "octagon":
        width += CUT
    elif shape == "hexagon":
        width += 2 * SLANT - 6
    elif shape == "cylinder":
        height += 3 * CAP
    elif shape == "folder":
        height += TAB
    more = 2 * RING * max(0, rings - 2)
    return width + more, height + more


def text_offset(shape):
    """Return how far below the middle of the box the middle of the text is."""
    return {"cylinder": CAP, "folder": TAB / 2}.get(shape, 0.0)


def upper_edge(shape, x, centre, size):
    """Return the height of the box's upper edge at `x`: curves fall off to the sides."""
    (cx, cy), (width, height) = centre, size
    away = min(1.0, abs(x - cx) / (width / 2))
    if shape == "ellipse":
        return cy - height / 2 * (1 - away**2) ** 0.5
    if shape == "cylinder":
        return cy - height / 2 + CAP * (1 - (1 - away**2) ** 0.5)
    if shape == "folder" and x < cx + width / 2 - min(TAB_WIDTH, width / 2):
        return cy - height / 2 + TAB
    return cy - height / 2


def outline(shape, centre, size, paint, rings=1, outermost=""):
    """Return the SVG elements of the outline. paint: the text of their attributes; outermost: that of the first."""
    parts = []
    for ring in range(rings):
        width, height = size[0] - 2 * RING * ring, size[1] - 2 * RING * ring
        parts.append(_DRAW[shape](*centre, width, height, paint if ring or not outermost else outermost))
    return "".join(parts)


def _box(x, y, width, height, paint):
    return (
        f'<rect x="{x - width / 2:.1f}" y="{y - height / 2:.1f}" width="{width:.1f}" height="{height:.1f}" rx="3" '
        f"{paint}/>"
    )


def _ellipse(x, y, width, height, paint):
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{width / 2:.1f}" ry="{height / 2:.1f}" {paint}/>'


def _octagon(x, y, width, height, paint):
    a, b = width / 2, height / 2
    corners = [(CUT - a, -b), (a - CUT, -b), (a, CUT - b), (a, b - CUT)]
    return _polygon(x, y, [*corners, *((-p, -q) for p, q in corners)], paint)


def _hexagon(x, y, width, height, paint):
    a, b = width / 2, height / 2
    return _polygon(x, y, [(SLANT - a, -b), (a - SLANT, -b), (a, 0), (a - SLANT, b), (SLANT - a, b), (-a, 0)], paint)


def _folder(x, y, width, height, paint):
    a, b = width / 2, height / 2
    tab = min(TAB_WIDTH, width / 2)
    corners = [(-a, TAB - b), (a - tab, TAB - b), (a - tab + 4, -b), (a - 4, -b), (a, TAB - b), (a, b), (-a, b)]
    return _polygon(x, y, corners, paint)


def _polygon(x, y, corners, paint):
    return f'<polygon points="{" ".join(f"{x + p:.1f},{y + q:.1f}" for p, q in corners)}" {paint}/>'


def _cylinder(x, y, width, height, paint):
    left, right, top, bottom, radii = x - width / 2, x + width / 2, y - height / 2, y + height / 2, f"{width / 2:.1f} 5"
    side = (
        f"M{left:.1f},{top + CAP:.1f}A{radii} 0 0 1 {right:.1f},{top + CAP:.1f}V{bottom - CAP:.1f}"
        f"A{radii} 0 0 1 {left:.1f},{bottom - CAP:.1f}Z"
    )
    lid = f"M{left:.1f},{top + CAP:.1f}A{radii} 0 0 0 {right:.1f},{top + CAP:.1f}"
    return f'<path d="{side}{lid}" {paint}/>'


_DRAW = {
    "box": _box,
    "ellipse": _ellipse,
    "octagon": _octagon,
    "hexagon": _hexagon,
    "cylinder": _cylinder,
    "folder": _folder,
}
