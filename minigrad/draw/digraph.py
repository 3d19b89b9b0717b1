"""GradGraph: a graphviz.Digraph that knows its boxes and arrows, and can always be shown."""

import os

import graphviz

from . import svg, text
from .picture import BACKGROUND, FONT, FONT_SIZE, INK, STYLES, Arrow, Box
from .structure import picture_of


class GradGraph(graphviz.Digraph):
    """A picture of a graph. It has all that graphviz.Digraph has, and shows in a notebook without Graphviz too.

    boxes, arrows: what the picture consists of. result: the id of the box that the graph ends in, or None.
    """

    def __init__(self, boxes, arrows, result=None, **options):
        super().__init__(
            graph_attr={"rankdir": "TB", "bgcolor": BACKGROUND, "nodesep": "0.3", "ranksep": "0.4", "pad": "0.15"},
            node_attr={"fontname": FONT, "fontsize": f"{FONT_SIZE:g}", "fontcolor": INK, "margin": "0.12,0.06"},
            edge_attr={"color": INK, "arrowsize": "0.7"},
            **options,
        )
        self.boxes, self.arrows, self.result = list(boxes), list(arrows), result
        for box in self.boxes:
            self.node(box.id, _label(box.lines), id=box.id, **_attributes(box.kind))
        for arrow in self.arrows:
            style = {"style": "dotted"} if arrow.kind == "saved" else {}
            self.edge(arrow.tail, arrow.head, **{"class": arrow.kind}, **style)

    def copy(self):
        """Return a copy with the same boxes and arrows (graphviz copies by calling the class)."""
        return GradGraph(self.boxes, self.arrows, self.result)

    def __str__(self):
        """The graph as a tree of text."""
        if self.result is None:
            return "\n".join(" ".join(box.lines) for box in self.boxes)
        return text.tree(self.boxes, self.arrows, self.result)

    def svg(self):
        """Return the picture as SVG text: by Graphviz's `dot` if there is one, else by minigrad's own writer.

        The environment variable MINIGRAD_RENDERER ("dot" or "builtin") decides for one of them. Raises
        graphviz.ExecutableNotFound if "dot" was asked for and is not installed, ValueError for another word.
        """
        wanted = os.environ.get("MINIGRAD_RENDERER", "")
        if wanted not in ("", "dot", "builtin"):
            raise ValueError(f"MINIGRAD_RENDERER must be 'dot' or 'builtin', not {wanted!r}")
        if wanted != "builtin":
            try:
                return self.pipe(format="svg", encoding="utf-8")
            except graphviz.ExecutableNotFound:
                if wanted == "dot":
                    raise
        return svg.svg(self.boxes, self.arrows)

    def _repr_mimebundle_(self, include=None, exclude=None, **_):
        bundle = {"image/svg+xml": self.svg(), "text/plain": str(self)}
        return {
            kind: data
            for kind, data in bundle.items()
            if (not include or kind in include) and kind not in (exclude or ())
        }


def make_dot(var, params=None, show_attrs=False, show_saved=False, max_attr_chars=50):
    """Draw what autograd recorded behind the tensor `var`, from the leaves down to the result.

    var: a minigrad or PyTorch Tensor. params: names for tensors, as a dictionary {"w": w} or a Module; a named tensor
    that the graph does not contain is drawn beside it. show_attrs: what each operation saved, as text;
    show_saved: saved tensors as boxes. max_attr_chars: the length at which such a text is cut.
    Returns a GradGraph. Raises TypeError for what is not a tensor. The arguments are those of torchviz.make_dot.
    """
    if not hasattr(var, "grad_fn"):
        raise TypeError(f"make_dot draws the graph of a tensor, and this is a {type(var).__name__}")
    if hasattr(params, "named_parameters"):
        params = dict(params.named_parameters())
    names = {}
    for name, tensor in (params or {}).items():
        if not hasattr(tensor, "grad_fn"):
            raise TypeError(f"params[{name!r}] must be a tensor, not a {type(tensor).__name__}")
        names.setdefault(id(tensor), (str(name), tensor))
    return GradGraph(*picture_of(var, names, show_attrs, show_saved, max_attr_chars))


def legend():
    """Draw one box of every kind, with its meaning."""
    return GradGraph([Box(f"n{k}", kind, (style.meaning,)) for k, (kind, style) in enumerate(STYLES.items())], [])


def _label(lines):
    # graphviz.escape keeps backslashes as they are; "\l" and the like would otherwise be layout commands.
    return "\n".join(graphviz.escape(line) for line in lines)


def _attributes(kind):
    style = STYLES[kind]
    outline = {"double": "filled", "bold": "filled,bold", "solid": "filled"}.get(
        style.outline, f"filled,{style.outline}"
    )
    return {
        "class": kind,
        "shape": style.shape,
        "style": outline,
        "peripheries": "2" if style.outline == "double" else "1",
        "fillcolor": style.fill,
        "color": style.line,
        "tooltip": style.meaning,
    }


__all__ = ["Arrow", "Box", "GradGraph", "legend", "make_dot"]
