"""The picture as source text in DOT, Graphviz's language."""

import functools

from .. import picture
from ..picture import ARROWS, BACKGROUND, FONT, FONT_SIZE, HEADLESS, INK, MARK_LOOKS, MARKS, REGIONS, SIGNS, STYLES

GRAPH = {"rankdir": "TB", "bgcolor": BACKGROUND, "nodesep": "0.3", "ranksep": "0.4", "pad": "0.15"}
NODE = {"fontname": FONT, "fontsize": f"{FONT_SIZE:g}", "fontcolor": INK, "margin": "0.12,0.06"}
EDGE = {"fontname": FONT, "fontsize": f"{FONT_SIZE - 1:g}", "fontcolor": INK, "color": INK, "arrowsize": "0.7"}
RING = 8  # two times the gap between the lines of a double outline


def attributes(count):
    """Return the attributes of graph, nodes and edges, as options of graphviz.Digraph, for a picture of `count` boxes.

    Graphviz improves ranks, order and positions until nothing gets better. From 100 boxes on it is told to try less
    hard (nslimit1, mclimit, nslimit), from 1,000 on hardly at all, and to draw edges as straight lines.
    """
    graph = dict(GRAPH)
    if count >= 1000:
        graph |= {"nslimit": "0.1", "nslimit1": "0.1", "mclimit": "0.01", "splines": "line"}
    elif count >= 100:
        graph |= {"nslimit": "2", "nslimit1": "2", "mclimit": "0.5"}
    return {"graph_attr": graph, "node_attr": NODE, "edge_attr": EDGE}


def lines_of(boxes, arrows, regions=(), where=None):
    """Return the lines between the braces: boxes, regions with the boxes in them, arrows, each in the given order.

    where: a Geometry, if Graphviz is not to lay out the picture, but to draw it as it is laid out already.
    """
    places = _places(boxes, arrows, where) if where else {}
    lines = []
    for box in boxes:
        look = _box_look(box.kind, box.mark)
        lines.append(f"\t{box.id} [label={_label(words_of(box))} id={box.id} {look}{places.get(box.id, '')}]\n")
    lines += _frames(regions, where)
    for k, arrow in enumerate(arrows):
        words = arrow_words(arrow)
        words = words if where or not words else f"  {words}"  # away from the arrow
        label = f" label={_label([words])}" if words else ""
        look = _arrow_look(arrow.kind, arrow.mark)
        lines.append(f"\t{arrow.tail} -> {arrow.head} [id=e{k} {look}{label}{places.get(k, '')}]\n")
    return lines


def words_of(box):
    """Return the lines of text in a box: its own, and its mark as the last one."""
    lines = tuple(line if line.isprintable() else printable(line) for line in box.lines)
    return (*lines, MARKS[box.mark]) if box.mark else lines


def arrow_words(arrow):
    """Return the text at an arrow: its label, and the sign of its mark."""
    if not arrow.label and not arrow.mark:
        return ""
    return " ".join(word for word in (printable(arrow.label), SIGNS[arrow.mark]) if word)


def printable(text):
    """Return the text with spaces for line breaks, for what steers the direction of text, and for other such codes."""
    return picture.shorten(text, len(text))


@functools.cache
def _box_look(kind, mark):
    style = STYLES[kind]
    outline = {"double": "filled", "bold": "filled,bold", "solid": "filled"}.get(
        style.outline, f"filled,{style.outline}"
    )
    color, width = MARK_LOOKS[mark][:2] if mark else (style.line, None)
    rings = rings_of(kind, mark)
    return (
        f'class="{f"{kind} {mark}".strip()}" shape={style.shape} style="{outline}" fillcolor="{style.fill}" '
        f'color="{color}"' + (f" penwidth={width}" if width else "") + (f" peripheries={rings}" if rings > 1 else "")
    )


def rings_of(kind, mark):
    """Return how many lines Graphviz draws as the outline. It cannot put two cylinders into each other."""
    return 1 + (STYLES[kind].outline == "double") + (bool(mark) and STYLES[kind].shape != "cylinder")


@functools.cache
def _arrow_look(kind, mark):
    look = f'class="{f"{kind} {mark}".strip()}"'
    if ARROWS[kind][1] != "solid":
        look += f" style={ARROWS[kind][1]}"
    if kind in HEADLESS:
        look += " dir=none"
    if mark:
        color, width = MARK_LOOKS[mark][:2]
        look += f' color="{color}" fontcolor="{color}" penwidth={width}'
    return look


def _places(boxes, arrows, where):
    """Return the attributes that say where things are: {box id or number of arrow: text}. y grows upwards."""
    places = {}
    for box in boxes:
        (x, y), (width, height) = where.centres[box.id], where.sizes[box.id]
        more = RING * (rings_of(box.kind, box.mark) - 1)  # Graphviz draws further lines around the size that is given
        width, height = width - more, height - more
        places[box.id] = f' pos="{x:.2f},{-y:.2f}" width={width / 72:.4f} height={height / 72:.4f} fixedsize=true'
    for k, (arrow, curve) in enumerate(zip(arrows, where.curves, strict=True)):
        points = " ".join(f"{x:.2f},{-y:.2f}" for x, y in curve.points)
        tip = "" if arrow.kind in HEADLESS else f"e,{curve.tip[0]:.2f},{-curve.tip[1]:.2f} "
        places[k] = f' pos="{tip}{points}"'
        if curve.label:
            middle = curve.label[0] + len(arrow_words(arrow)) * FONT_SIZE / 4
            places[k] += f' lp="{middle:.2f},{4 - curve.label[1]:.2f}"'
    return places


def _frames(regions, where):
    """Return the regions as clusters, each inside its parent. Regions may come in any order."""
    inside = {}
    for region in regions:
        inside.setdefault(region.parent, []).append(region)
    lines, stack = [], [(region, False) for region in reversed(inside.get(None, []))]
    while stack:
        region, closing = stack.pop()
        if closing:
            lines.append("\t}\n")
            continue
        fill, line = REGIONS[region.kind][:2]
        place = ""
        if where and region.id in where.frames:
            left, top, right, bottom = where.frames[region.id]
            middle = where.titles[region.id][0] + 3 * len(region.label)
            place = f' bb="{left:.2f},{-bottom:.2f},{right:.2f},{-top:.2f}" lp="{middle:.2f},{-top - 11:.2f}"'
        lines.append(
            f"\tsubgraph cluster_{region.id} {{\n\t\tgraph [label={_label([printable(region.label)])} id={region.id} "
            f'class="region {region.kind}" style="filled,rounded,dashed" fillcolor="{fill}" color="{line}" '
            f'fontcolor="{INK}" fontname="{FONT}" fontsize={FONT_SIZE:g} labeljust=l{place}]\n'
        )
        lines.append("\t\t" + " ".join(region.boxes) + "\n")
        stack.append((region, True))
        stack.extend((child, False) for child in reversed(inside.get(region.id, [])))
    return lines


def _label(lines):
    # Between quotes, Graphviz reads \N, \l and the like as commands, and &lt; as a character. And some versions
    # crash over an empty line.
    lines = [line or " " for line in lines] or [" "]
    text = "\\n".join([line.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"') for line in lines])
    return f'"{text}"'
