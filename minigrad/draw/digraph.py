"""GradGraph: a graphviz.Digraph that knows its boxes and arrows, and can always be shown."""

import functools

import graphviz

from . import picture, text
from .folding import opening
from .folding.fold import LIMIT
from .folding.fold import fold as folded
from .naming import names_for
from .rendering import renderers, saving, source, zooming
from .structure import record, tensors_of


class GradGraph(graphviz.Digraph):
    """A picture of a graph. It has all that graphviz.Digraph has, and shows in a notebook without Graphviz too.

    boxes, arrows, regions: what the picture consists of. result: the id of the box that the graph ends in, or None.
    A tuple of ids: of several. view: a folding.View, if boxes stand for parts of the graph that can be opened.
    options: those of graphviz.Digraph, such as `format` or `graph_attr`.
    Raises ValueError for arrows or regions that name no box, and for unknown kinds and marks.
    """

    def __init__(self, boxes=None, arrows=(), result=None, regions=(), *, view=None, **options):
        if boxes is not None:  # else graphviz makes an empty graph of the same class: the inside of a subgraph
            boxes = list(boxes)
            for name, ours in source.attributes(len(boxes)).items():
                options[name] = ours | (options.get(name) or {})
        body = options.pop("body", None)
        super().__init__(**options)
        self.boxes, self.arrows, self.result = list(boxes or ()), list(arrows), result
        self.regions, self.view = list(regions), view
        picture.check(self.boxes, self.arrows, self.regions)
        self._body = None if body is None else list(body)

    @property
    def body(self):
        """The lines of DOT source, as in graphviz.Digraph. They are written when they are first asked for."""
        if self._body is None:
            self._body = list(self._lines)
        return self._body

    @body.setter
    def body(self, lines):
        self._body = lines

    @property
    def edited(self):
        """Whether something was added to, or taken from, the DOT source."""
        return self._body is not None and self._body != self._lines

    @functools.cached_property
    def _lines(self):
        return source.lines_of(self.boxes, self.arrows, self.regions)

    def copy(self):
        """Return a copy with the same boxes, arrows and options, and what was added by graphviz's methods."""
        return GradGraph(self.boxes, self.arrows, self.result, self.regions, view=self.view, **self._copy_kwargs())

    def open(self, which):
        """Return the picture with one folded box opened. which: its id, such as "f3_90", or its first line.

        Raises ValueError if there is no such box, or several.
        """
        if self.view is None:
            raise ValueError("nothing is folded in this picture, so there is nothing to open")
        return _of_view(self.view.open(which))

    def unfolded(self):
        """Return the picture of the whole graph, with nothing folded."""
        return self.copy() if self.view is None else GradGraph(*self.view.stretches.recording.picture())

    def __str__(self):
        """The graph as a tree of text."""
        if not self.arrows and self.result is None:
            return "\n".join(" ".join(box.lines) for box in self.boxes)
        return text.tree(self.boxes, self.arrows, self.result, self.regions, self.note)

    @property
    def note(self):
        """What the picture says of itself: how many boxes stand for how many. Empty if nothing is folded."""
        return "" if self.view is None else self.view.note

    def svg(self, prefix=""):
        """Return the picture as SVG text. prefix: what every id in it begins with, for a page of several pictures.

        It is drawn by Graphviz's program `dot` if it is installed, else by pygraphviz, else by minigrad itself, which
        also draws pictures of 400 boxes or more, and others with many long arrows: Graphviz would take minutes. The
        environment variable MINIGRAD_RENDERER ("dot", "pygraphviz" or "builtin") asks for one of them.

        Raises, if one is asked for: graphviz.ExecutableNotFound or ModuleNotFoundError if it is not installed,
        rendering.RenderingError if it does not work; ValueError for another word. If none is asked for, one that does
        not work is passed over with a warning.
        """
        return renderers.svg(self, prefix)

    def save(self, filename=None, directory=None, *, skip_existing=False):
        """Write the picture to a file, and return its path. What kind of file, its name tells.

        filename: ending in .svg, .png, .pdf or another form that Graphviz knows: a picture. Any other name, or none:
        the DOT source, as graphviz.Digraph.save writes it. directory: where, if not in the present one.
        skip_existing: leave a file that exists as it is. The file is replaced as a whole, or not at all.

        Raises rendering.RenderingError if such a picture needs Graphviz, and it is not installed.
        """
        return saving.save(self, filename, directory, skip_existing)

    def _repr_mimebundle_(self, include=None, exclude=None, **_):
        def wanted(kind):
            return (not include or kind in include) and kind not in (exclude or ())

        bundle = {"text/plain": str(self)} if wanted("text/plain") else {}
        chosen = self._jupyter_mimetype  # by graphviz.set_jupyter_format
        if chosen != "image/svg+xml":
            return bundle | ({chosen: renderers.image(self, chosen.split("/")[1])} if wanted(chosen) else {})
        drawing = self.svg(renderers.prefix_of(self)) if wanted("image/svg+xml") or wanted("text/html") else ""
        if wanted("image/svg+xml"):
            bundle["image/svg+xml"] = drawing
        if wanted("text/html"):
            folded = self.view is not None and self.view.closed
            bundle["text/html"] = self.html() if folded else zooming.html(drawing)
        return bundle

    def html(self):
        """Return the picture as a piece of HTML in which folded boxes open, by mouse and keyboard.

        Raises ValueError if nothing is folded.
        """
        if self.view is None:
            raise ValueError("nothing is folded in this picture: svg() is all there is to see")
        return opening.html(self)


def make_dot(var, params=None, show_attrs=False, show_saved=False, max_attr_chars=50, fold=None, show_grad=False):
    """Draw what autograd recorded behind the tensor `var`, from the leaves down to the result.

    var: a minigrad or PyTorch Tensor, or a list or tuple of them. params: names for tensors, as a dictionary {"w": w}
    or a Module; a named tensor that the graph does not contain is drawn beside it. Without `params`, the tensors of the
    graph get the names of the variables, and of the modules, in the code that calls make_dot. show_attrs: what each
    operation saved, as text; show_saved: saved tensors as boxes. max_attr_chars: the length at which such a text is
    cut. fold: whether parts of the graph are drawn as one box each, by module or by repetition; None: if it has more
    than 300 boxes. show_grad: what the leaves have in .grad, as boxes.
    Returns a GradGraph. Raises TypeError for what is not a tensor, ValueError for no tensor at all. The arguments are
    those of torchviz.make_dot, and `fold` and `show_grad`.
    """
    variables = tensors_of(var, "make_dot")
    names = names_for(variables[0], params)
    recording = record(variables, names, show_attrs, show_saved, max_attr_chars, show_grad)
    if fold or (fold is None and len(recording.kinds) > LIMIT):
        view = folded(recording, always=bool(fold))
        if view is not None:
            return _of_view(view)
    return GradGraph(*recording.picture())


def _of_view(view):
    return GradGraph(view.boxes, view.arrows, view.result, view.regions, view=view)


__all__ = ["GradGraph", "make_dot"]
