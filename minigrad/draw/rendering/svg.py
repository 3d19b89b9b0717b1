"""The built-in SVG writer: what a notebook shows where Graphviz is not installed."""

from html import escape

from ..picture import ARROWS, BACKGROUND, FONT, FONT_SIZE, HEADLESS, INK, MARK_LOOKS, REGIONS, STYLES
from . import geometry, shapes
from .geometry import LINE_HEIGHT, rings_of
from .source import arrow_words, printable, words_of

MARGIN = 12.0
DASHES = {"dashed": ' stroke-dasharray="5 3"', "dotted": ' stroke-dasharray="1.5 2.5"'}


def svg(boxes, arrows, regions=(), prefix="", place=None):
    """Return the picture as the text of an SVG document. The same boxes and arrows give the same text.

    prefix: what every id in the document begins with. place: a layout of its own, see geometry.measure.
    """
    where = geometry.measure(boxes, arrows, regions, place)
    parts = [_frame(region, where.frames[region.id], prefix) for region in regions if region.id in where.frames]
    parts += [_arrow(f"{prefix}e{k}", arrow, where.curves[k]) for k, arrow in enumerate(arrows)]
    parts += [_box(box, where.centres[box.id], where.sizes[box.id], prefix) for box in boxes]
    parts += [_title(region, where.titles[region.id], prefix) for region in regions if region.id in where.titles]
    width, height = where.width + 2 * MARGIN, where.height + 2 * MARGIN
    size = f'width="{width:.0f}pt" height="{height:.0f}pt" viewBox="0 0 {width:.1f} {height:.1f}"'
    return (
        f'{head(size, boxes, arrows)}\n<rect width="100%" height="100%" rx="6" fill="{BACKGROUND}"/>\n'
        f'<g class="graph" transform="translate({MARGIN:g} {MARGIN:g})" font-family="{FONT}" font-size="{FONT_SIZE:g}">'
        "\n" + "\n".join(parts) + "\n</g>\n</svg>\n"
    )


def head(size, boxes, arrows):
    """Return the first tag of the document, the same for all renderers but for the size. It fits itself to the page."""
    many, more = "" if len(boxes) == 1 else "es", "" if len(arrows) == 1 else "s"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size} '
        f'style="max-width:100%;height:auto" role="img" '
        f'aria-label="graph of {len(boxes)} box{many} and {len(arrows)} arrow{more}">'
    )


def titles(boxes, arrows, regions):
    """Return {id: what the mouse pointer is told over it}."""
    found = {box.id: STYLES[box.kind].meaning for box in boxes}
    found.update((f"e{k}", ARROWS[arrow.kind][0]) for k, arrow in enumerate(arrows))
    found.update((region.id, printable(region.label)) for region in regions)
    return found


def _frame(region, corners, prefix):
    (left, top, right, bottom), (fill, line) = corners, REGIONS[region.kind][:2]
    label = escape(printable(region.label))
    return (
        f'<g id="{prefix}{region.id}" class="cluster region {region.kind}"><title>{label}</title>'
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}" rx="8" '
        f'fill="{fill}" stroke="{line}" stroke-width="1"{DASHES["dashed"]}/></g>'
    )


def _title(region, area, prefix):
    left, top = area[:2]
    text = f'<text x="{left:.1f}" y="{top + 11:.1f}" fill="{INK}">{escape(printable(region.label))}</text>'
    return title(region, text, prefix)


def title(region, text, prefix=""):
    """Return the title of a frame, for the end of the picture: no arrow runs through it. text: its SVG element."""
    halo = f'stroke="{REGIONS[region.kind][0]}" stroke-width="5" stroke-linejoin="round" paint-order="stroke"'
    return f'<g id="{prefix}{region.id}-title" class="title">{text.replace("<text ", f"<text {halo} ", 1)}</g>'


def _box(box, centre, size, prefix):
    style, (x, y), lines = STYLES[box.kind], centre, words_of(box)
    color, weight = style.line, 2.2 if style.outline == "bold" else 1.1
    ring = ""
    if box.mark:  # one more line around the outline
        color, *look = MARK_LOOKS[box.mark]
        ring = f'fill="none" stroke="{color}" {ring_look(*look)}'
    paint = f'fill="{style.fill}" stroke="{color}" stroke-width="{weight}"{DASHES.get(style.outline, "")}'
    base = y + shapes.text_offset(style.shape) - LINE_HEIGHT * (len(lines) - 1) / 2 + FONT_SIZE * 0.35
    words = "".join(
        f'<text x="{x:.1f}" y="{base + k * LINE_HEIGHT:.1f}" text-anchor="middle" fill="{INK}">{escape(line)}</text>'
        for k, line in enumerate(lines)
        if line.strip()
    )
    return (
        f'<g id="{prefix}{box.id}" class="{f"node {box.kind} {box.mark}".strip()}"><title>{style.meaning}</title>'
        f"{shapes.outline(style.shape, centre, size, paint, rings_of(box), ring)}{words}</g>"
    )


def ring_look(width, line):
    """Return the attributes of the line that a mark draws around a box."""
    return f'stroke-width="{width}"{DASHES.get(line, "")}'


def _arrow(name, arrow, curve):
    meaning, line = ARROWS[arrow.kind][:2]
    color, weight = MARK_LOOKS[arrow.mark][:2] if arrow.mark else (INK, 1)
    (x, y), *rest = curve.points
    path = f"M{x:.1f},{y:.1f}"
    for (ax, ay), (bx, by), (cx, cy) in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        if ax == bx == cx:
            path += f"V{cy:.1f}"
        else:
            path += f"C{ax:.1f},{ay:.1f} {bx:.1f},{by:.1f} {cx:.1f},{cy:.1f}"
    (ex, ey), (tx, ty) = curve.points[-1], curve.tip
    px, py = (0, 3.2) if ty == ey else (3.2, 0)  # across the line
    words, label, tip = arrow_words(arrow), "", ""
    if arrow.kind not in HEADLESS:
        tip = (
            f'<polygon points="{tx:.1f},{ty:.1f} {ex - px:.1f},{ey - py:.1f} {ex + px:.1f},{ey + py:.1f}" '
            f'fill="{color}"/>'
        )
    if words:
        label = (
            f'<text x="{curve.label[0]:.1f}" y="{curve.label[1]:.1f}" fill="{color}" stroke="{BACKGROUND}" '
            f'stroke-width="3" paint-order="stroke" font-size="{FONT_SIZE - 1:g}">{escape(words)}</text>'
        )
    return (
        f'<g id="{name}" class="{f"edge {arrow.kind} {arrow.mark}".strip()}"><title>{meaning}</title>'
        f'<path d="{path}" fill="none" stroke="{color}" stroke-width="{weight}"{DASHES.get(line, "")}/>'
        f"{tip}{label}</g>"
    )
