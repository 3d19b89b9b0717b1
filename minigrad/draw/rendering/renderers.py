"""Drawing a picture: by Graphviz's program `dot`, else by pygraphviz, else by minigrad itself.

All three give the same ids, classes and words, and the same bytes whenever the picture is the same.
"""

import contextlib
import functools
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import warnings
from html import unescape

import graphviz

from ..picture import MARK_LOOKS, STYLES
from . import geometry, labels, layout, shapes, source
from . import svg as builtin

RENDERERS = ("dot", "pygraphviz", "builtin")
LARGE = 400  # boxes: from here on minigrad lays the picture out, in a small part of the time that Graphviz takes
LONG = 2000  # the same for a picture whose arrows span so many layers in all
PATIENCE = 60  # seconds for `dot`
_one_at_a_time = threading.Lock()  # Graphviz in this process, and the standard error output, are shared by all threads


class RenderingError(RuntimeError):
    """A renderer is installed and does not work."""


def svg(graph, prefix=""):
    """Return a GradGraph as SVG text. prefix: what every id in it begins with.

    The environment variable MINIGRAD_RENDERER may ask for one renderer. Else the first of RENDERERS that is installed
    is taken, and a large picture (see `large`) is drawn by minigrad: it lays out 5,000 boxes in about a second. Where a
    renderer was asked for, minigrad still lays large pictures out, and the renderer draws them.

    Warns if a renderer fails and another has to help out. Raises, if one was asked for: graphviz.ExecutableNotFound or
    ModuleNotFoundError if it is not installed, RenderingError if it fails; ValueError for an unknown name.
    """
    wanted = _wanted()
    if wanted == "builtin" or (not wanted and large(graph)):
        return _builtin(graph, prefix)
    try:
        drawn = _by_graphviz(graph, "svg", wanted)
    except graphviz.ExecutableNotFound:
        if wanted:
            raise
        return _builtin(graph, prefix)
    return _normalised(drawn.decode("utf-8").replace("\r\n", "\n"), graph, prefix)


def image(graph, form):
    """Return a GradGraph as the bytes of a picture in another form, such as "png" or "pdf".

    Raises RenderingError, with advice, if neither `dot` nor pygraphviz can draw it.
    """
    wanted = _wanted()
    advice = (
        f'{form} pictures are drawn by Graphviz: install it (its program is "dot"), or pip install pygraphviz; '
        "svg pictures need neither"
    )
    if wanted == "builtin":
        raise RenderingError(f"MINIGRAD_RENDERER asks for 'builtin', which draws svg only. {advice}")
    try:
        return _by_graphviz(graph, form, wanted)
    except (graphviz.ExecutableNotFound, ModuleNotFoundError) as error:
        raise RenderingError(advice) from error


def large(graph):
    """Return whether minigrad lays the picture out: it has LARGE boxes or more, or its arrows span many layers.

    Not if something was added by graphviz's methods, or another engine or other attributes were asked for: only
    Graphviz knows what these do.
    """
    count = len(graph.boxes)
    if count < 60 or not _as_made(graph):
        return False
    if count >= LARGE:
        return True
    return layout.length([box.id for box in graph.boxes], [(a.tail, a.head) for a in graph.arrows]) >= LONG


def prefix_of(graph):
    """Return the beginning of ids for this picture: the same for the same picture, and different for another."""
    return "g" + hashlib.blake2s(graph.source.encode("utf-8", "replace"), digest_size=5).hexdigest() + "-"


def _wanted():
    wanted = os.environ.get("MINIGRAD_RENDERER", "")
    if wanted not in ("", *RENDERERS):
        raise ValueError(f"MINIGRAD_RENDERER must be 'dot', 'pygraphviz' or 'builtin', not {wanted!r}")
    return wanted


def _as_made(graph):
    made = source.attributes(len(graph.boxes))
    return graph.engine == "dot" and {name: getattr(graph, name) for name in made} == made and not graph.edited


def _builtin(graph, prefix):
    if graph.edited:
        warnings.warn(
            "what was added to the picture by node(), edge() and the like is only drawn by Graphviz, and here minigrad "
            "draws without it",
            stacklevel=4,
        )
    return builtin.svg(graph.boxes, graph.arrows, graph.regions, prefix)


def _by_graphviz(graph, form, wanted):
    """Return what `dot` or pygraphviz draws. Raises graphviz.ExecutableNotFound if neither is there, or works."""
    if large(graph):
        where = geometry.measure(graph.boxes, graph.arrows, graph.regions)
        placed = graphviz.Digraph(graph_attr=source.GRAPH, node_attr=source.NODE, edge_attr=source.EDGE)
        placed.body = source.lines_of(graph.boxes, graph.arrows, graph.regions, where)
        text, engine = placed.source, "nop2"
    else:
        text, engine = graph.source, graph.engine
    # Pictures without frames have not been seen to crash Graphviz. Others, and what a user wrote, it gets elsewhere.
    safe = not graph.regions and not graph.edited
    for name, draw in (("dot", _dot), ("pygraphviz", _pygraphviz_here if safe else _pygraphviz_apart)):
        if wanted not in ("", name):
            continue
        try:
            return draw(text, engine, form)
        except (graphviz.ExecutableNotFound, ModuleNotFoundError):
            if wanted:
                raise
        except RenderingError as error:
            if wanted:
                raise
            warnings.warn(f"{error}. The picture is drawn without {name}.", stacklevel=5)
    raise graphviz.ExecutableNotFound(["dot"])


def _dot(text, engine, form):
    program = shutil.which("dot")
    if program is None:
        raise graphviz.ExecutableNotFound(["dot"])
    return _output([program, f"-K{engine}", f"-T{form}"], text, program)


def _output(command, text, name):
    """Return what a program writes when it is given the text. Raises RenderingError if it fails."""
    try:
        done = subprocess.run(command, input=text.encode("utf-8"), capture_output=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise RenderingError(f"{name} had not drawn the picture after {PATIENCE} seconds") from error
    except OSError as error:
        raise RenderingError(f"{name} cannot be run: {error}") from error
    if done.returncode or not done.stdout:
        words = done.stderr.decode("utf-8", "replace").strip() or "it said nothing"
        raise RenderingError(f"{name} failed with exit code {done.returncode}: {words[-500:]}")
    return done.stdout


def _pygraphviz_here(text, engine, form):
    _find_pygraphviz()
    with _one_at_a_time, without_font_noise():
        try:
            from . import with_pygraphviz

            return with_pygraphviz.draw(text, engine, form)
        except (ImportError, OSError, ValueError) as error:
            raise RenderingError(f"pygraphviz failed: {error}") from error


def _pygraphviz_apart(text, engine, form):
    _find_pygraphviz()
    script = os.path.join(os.path.dirname(__file__), "with_pygraphviz.py")
    # -P: else the modules beside the script would hide Python's own of the same names.
    return _output([sys.executable, "-P", script, engine, form], text, "pygraphviz")


def _find_pygraphviz():
    if importlib.util.find_spec("pygraphviz") is None:
        raise ModuleNotFoundError(
            "MINIGRAD_RENDERER asks for pygraphviz, which is not installed: pip install pygraphviz"
        )


@contextlib.contextmanager
def without_font_noise():
    """Keep what the font library writes to the standard error output out of a notebook.

    pygraphviz brings a fontconfig of its own, which complains about files that a newer one on this machine brought. C
    code knows nothing of sys.stderr, so the output itself is sent elsewhere; what else was written is passed on.
    """
    try:
        kept = os.dup(2)
    except OSError:  # a program without a standard error output
        yield
        return
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            log.seek(0)
            rest = b"".join(line for line in log if not line.startswith(b"Fontconfig "))
            if rest:
                os.write(2, rest)


_HEAD = re.compile(r'<svg (width="[^"]*" height="[^"]*")\s+(viewBox="[^"]*")[^>]*>')
_NODE = re.compile(r'<g id="([^"]*)" class="node.*?</g>', re.DOTALL)
_CLUSTER = re.compile(r'<g id="([^"]*)" class="cluster.*?</g>', re.DOTALL)
_EDGE = re.compile(r'<g id="[^"]*" class="edge.*?</g>', re.DOTALL)
_SHAPE = re.compile(r"<(?:polygon|ellipse|path) [^>]*/>")
_TEXT = re.compile(r"<text [^>]*>.*?</text>\s*", re.DOTALL)
_OUTLINE = re.compile(r' (?:d|points)="([^"]*)"')
_PATH = re.compile(r'<path [^>]* d="([^"]*)"')
_X, _Y = re.compile(r' x="([^"]*)"'), re.compile(r' y="([^"]*)"')
_GROUP = re.compile(r'<g id="([^"]*)" class="([^"]*)"([^>]*)>(\s*<title>[^<]*</title>)?')


def _normalised(text, graph, prefix):
    """Return Graphviz's SVG without what tells its version, with titles that say what things mean."""
    text = re.sub(r"<!--.*?-->\s*", "", text[text.index("<svg") :], flags=re.DOTALL)
    text = _HEAD.sub(lambda found: builtin.head(" ".join(found.groups()), graph.boxes, graph.arrows), text, count=1)
    titles = builtin.titles(graph.boxes, graph.arrows, graph.regions)
    marked = {box.id: box for box in graph.boxes if box.mark}
    if marked:
        text = _NODE.sub(lambda found: _ringed(found[0], marked.get(found[1])), text)
    if any(arrow.label or arrow.mark for arrow in graph.arrows):
        text = _EDGE.sub(lambda found: found[0].replace(">&#160;&#160;", ">"), text)
    if graph.regions:
        text = _with_titles_last(text, graph.regions)
    text = _GROUP.sub(functools.partial(_group, titles, prefix), text)
    return text.replace("url(#", f"url(#{prefix}") if prefix else text


def _group(titles, prefix, found):
    name, kinds, rest, title = found.groups()
    if kinds == "graph":
        return f'<g class="graph"{rest}>'
    if name in titles:
        title = f"<title>{builtin.escape(titles[name])}</title>"
    return f'<g id="{prefix}{name}" class="{kinds}"{rest}>{title or ""}'


def _ringed(group, box):
    """Return a node with its outermost line as its mark wants it, and the others as its kind does.

    Graphviz draws all lines of an outline alike, the innermost first.
    """
    if box is None:
        return group
    color, *look = MARK_LOOKS[box.mark]
    drawn = [found[0] for found in _SHAPE.finditer(group)]
    bold = ' stroke-width="2"' if STYLES[box.kind].outline == "bold" else ""
    *inner, outer = [re.sub(r' stroke-width="[^"]*"', "", shape) for shape in drawn]
    if STYLES[box.kind].shape == "cylinder":
        inner, outer = [*inner, outer], _around(drawn[0], color)
    outer = re.sub(r' stroke-dasharray="[^"]*"', "", outer).replace("/>", f" {builtin.ring_look(*look)}/>")
    start, end = group.index(drawn[0]), group.index(drawn[-1]) + len(drawn[-1])
    shapes_now = [shape.replace("/>", f"{bold}/>") for shape in inner] + [outer]
    return group[:start] + "\n".join(shapes_now) + group[end:]


def _around(cylinder, color):
    """Return the outline of a slightly larger cylinder."""
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", re.search(r' d="([^"]*)"', cylinder)[1])]
    (left, right), (top, bottom) = ((min(part), max(part)) for part in (numbers[::2], numbers[1::2]))
    centre, size = ((left + right) / 2, (top + bottom) / 2), (right - left + 8, bottom - top + 8)
    return shapes.outline("cylinder", centre, size, f'fill="none" stroke="{color}"')


def _with_titles_last(text, regions):
    """Return the drawing with the titles of frames at its end, so that arrows do not run through them.

    A title whose place an arrow runs through moves to the right, if there is room.
    """
    known, titles = {region.id: region for region in regions}, []
    edges = _EDGE.findall(text)
    curves = [_pairs(path) for edge in edges for path in _PATH.findall(edge)]
    curves += [_under(words) for edge in edges for words in _TEXT.findall(edge)]
    points = labels.points_of(curves)

    def without_title(found):
        if found[1] not in known:
            return found[0]
        for words in _TEXT.findall(found[0]):
            titles.append(builtin.title(known[found[1]], _moved(words.strip(), found[0], points)))
        return _TEXT.sub("", found[0])

    text = _CLUSTER.sub(without_title, text)
    end = text.rindex("</g>")
    return "\n".join([text[:end].rstrip(), *titles, text[end:]])


def _moved(words, frame, points):
    """Return the title of a frame, further to the right if an arrow runs through it and there is room."""
    area = _area(words)
    end = max(x for outline in _OUTLINE.findall(frame) for x, _ in _pairs(outline))
    aside = labels.clear_of(points, area, end - 4) - area[0]
    return _X.sub(lambda found: f' x="{float(found[1]) + aside:.2f}"', words, count=1) if aside else words


def _under(words):
    """Return a line through the text at an arrow, as a curve."""
    left, top, right, bottom = _area(words)
    return [(left + part * (right - left), (top + bottom) / 2) for part in (0, 1 / 3, 2 / 3, 1)]


def _area(words):
    """Return (left, top, right, bottom) of a text as Graphviz writes it: it gives the middle of the base line."""
    x, y = float(_X.search(words)[1]), float(_Y.search(words)[1])
    width = geometry.WIDER * geometry.text_width(unescape(words[words.index(">") + 1 : words.rindex("</")]))
    return x - width / 2, y - 11, x + width / 2, y + 4


def _pairs(path):
    """Return the points in a path as Graphviz writes it."""
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))
