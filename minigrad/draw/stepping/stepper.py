"""A backward pass, step by step: in a notebook, with the mouse or the keyboard, and as text."""

import base64
import hashlib
import json
from html import escape
from pathlib import Path

from ..digraph import GradGraph
from ..naming import names_for
from ..picture import Arrow, Box, shorten
from ..snapshot import number, snapshot
from . import explaining, formulas
from .steps import DETAILS, ENDS, Recorder

HERE = Path(__file__).parent
NO_BREAK = "\u00a0"
LEFT = ' style="text-align: left"'  # where JupyterLab takes the style sheet away, it leaves this


def backward(loss, gradient=None, params=None, retain_graph=False, inputs=None):
    """Run `loss.backward(...)`, once, and return a Stepper that shows what each node did.

    loss: a minigrad or PyTorch Tensor. gradient, retain_graph, inputs: as in `loss.backward`. params: names for
    tensors, as a dictionary {"w": w} or a Module; without it, tensors are called as the variables of the calling code
    are. The pass is an ordinary one: gradients are added to what the leaves' .grad held before, and the graph is freed
    unless retain_graph. Raises TypeError for what is not a tensor, and what `loss.backward` raises.
    """
    if not hasattr(loss, "grad_fn"):
        raise TypeError(f"draw.backward runs the backward pass of a tensor, and this is a {type(loss).__name__}")
    names = names_for(loss, params).tensors
    target = names[id(loss)][0] if id(loss) in names else "loss"
    if not loss.requires_grad:
        loss.backward(gradient)  # which raises PyTorch's error
    recorder = Recorder(loss, names)
    recorder.run(loss, gradient, retain_graph, inputs)
    return Stepper(recorder, target, snapshot(loss))


class Stepper:
    """What each node of a backward pass did. In a notebook it shows itself, and steps forwards and backwards.

    steps: the Steps, in the order in which the nodes ran (of a graph of more than 300 nodes the first and the last
    ones); total: how many there were. picture: the graph after the last step, a GradGraph, None for a large graph.
    """

    def __init__(self, recorder, target, value):
        self.target, self.total = target, recorder.ran
        records = [*recorder.records, *recorder.last]
        self.steps = [explaining.step_of(record, recorder.vertices) for record in records]
        self.picture = None
        if recorder.detailed:
            self._draw(recorder, value)

    def __len__(self):
        return self.total

    def __repr__(self):
        return f"<Stepper of {shorten(self.target)}: {self.total} steps>"

    def __str__(self):
        """The steps as a numbered list."""
        lines = [f"backward of {shorten(self.target)}, step by step: {self.total} steps"]
        if self.picture is None:
            lines[0] += f". These are more than {DETAILS}, so here are only the first and the last {ENDS}"
        first = len(self.steps) if self.picture is not None else ENDS
        for place, step in enumerate(self.steps):
            number = place + 1 if place < first else self.total - len(self.steps) + place + 1
            if place == first:
                lines.append("...")
            lines.append(f"{number}. {_title(step)}")
            lines += [f"   {line}" for line in explaining.lines_of(step, self.target)]
        if self.picture is not None:
            lines += self._end
        return "\n".join(lines)

    def _repr_mimebundle_(self, include=None, exclude=None, **_):
        bundle = {"text/plain": str(self)}
        if self.picture is not None:
            bundle["text/html"] = self.html()
        return {
            kind: data
            for kind, data in bundle.items()
            if (not include or kind in include) and kind not in (exclude or ())
        }

    def save(self, path):
        """Write a page that can be opened in a browser and needs nothing else. Raises ValueError for a large graph."""
        page = (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="color-scheme" content="light dark">\n'
            f"<title>{escape(repr(self)[1:-1])}</title>\n</head>\n<body>\n{self.html()}\n</body>\n</html>\n"
        )
        Path(path).write_text(page, encoding="utf-8")

    def html(self):
        """Return the stepper as HTML with its own style and script. Raises ValueError for a large graph."""
        if self.picture is None:
            raise ValueError(
                f"this pass had {self.total} steps, and a page is made of at most {DETAILS} nodes. print(stepper) "
                "shows the first and the last steps; step through a smaller graph, or use draw.make_dot"
            )
        svg = self.picture.svg()
        svg = svg[svg.index("<svg") :]
        image = base64.b64encode(svg.encode()).decode()
        data = {"target": shorten(self.target), "steps": self._pages, "buckets": self._buckets}
        # In a script element only "<" could end it early, or begin a comment. JSON may write it as an escape.
        data = json.dumps(data).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
        name = escape(shorten(self.target))
        rows = "\n".join(
            f"<tr><td{LEFT}>{k}</td><th scope=row{LEFT}>{escape(page['title'])}</th>"
            f"<td{LEFT}>{'<br>'.join(escape(line) for line in page['lines'])}</td></tr>"
            for k, page in enumerate(self._pages)
        )
        head = "".join(f"<th scope=col{LEFT}>{words}</th>" for words in ("step", "node", "what it did"))
        content = hashlib.sha256((data + svg).encode()).hexdigest()[:12]
        return (
            f'<div class="minigrad-stepper" data-content="{content}" role="group" '
            f'aria-label="Backward of {name}, step by step">\n'
            f"<style>{_read('stepper.css')}</style>\n"
            '<div class="stage"><div class="picture">'
            f'<img alt="The graph of {name} with the gradients after the last step" '
            f'src="data:image/svg+xml;base64,{image}"></div></div>\n'
            '<p class="hint">The numbers at the arrows are gradients. They go back, against the arrows of the '
            "computation.</p>\n"
            f"<table>\n<caption>Backward of {name}, step by step</caption>\n"
            f"<thead><tr>{head}</tr></thead>\n"
            f"<tbody>\n{rows}\n</tbody></table>\n"
            f'<script type="application/json">{data}</script>\n'
            f"<script>{_read('stepper.js')}</script>\n</div>"
        )

    def _draw(self, recorder, value):
        """Make the picture after the last step, and for each step what changes in it."""
        vertices, target = recorder.vertices, shorten(self.target, 24)
        seed = self.steps[0].gradients[recorder.root_output] if self.steps else None
        boxes, arrows, sent, beside = _boxes(vertices), [], {}, {}
        for step in self.steps:
            for one in step.inputs:
                sent[step.box, one.place] = one.value.short()
        records = {f"n{record.place}": record for record in recorder.records}
        edges = {box.id: [] for box in boxes}
        for place, vertex in enumerate(vertices):
            for number_, child in enumerate(vertex.children):
                head = f"n{place}"
                if child is None:
                    boxes.append(_untracked(f"n{len(boxes)}", records.get(head), vertex, number_))
                    beside.setdefault(head, []).extend((boxes[-1].id, f"e{len(arrows)}"))
                    arrows.append(Arrow(boxes[-1].id, head, "unrecorded"))
                else:
                    if (head, number_) in sent:
                        edges[head].append(f"e{len(arrows)}")
                    arrows.append(Arrow(f"n{child[0]}", head, label=sent.get((head, number_), "")))
        result = Box(f"n{len(boxes)}", "result", (target, value.short()))
        boxes.append(result)
        edges[result.id] = [f"e{len(arrows)}"]
        arrows.append(Arrow("n0", result.id, label=seed.short() if seed else ""))

        self._buckets, self._end = {}, []
        buckets = {}
        for step in self.steps:
            if step.leaf and step.after is not None:
                buckets[step.box] = _Bucket(step.name, step.before, step.after, step.counted)
        for place, (before, after) in recorder.captured.items():
            name = vertices[place].name
            buckets.setdefault(f"n{place}", _Bucket(name, before, after, 1 if before is None else None))
            held = "" if before is None else f" (it held {before})"
            self._end.append(f"at the end, {_grad_name(name)} = {after}, as inputs= asked for it{held}")
        for tail, bucket in buckets.items():
            box = Box(f"n{len(boxes)}", "gradient", bucket.lines())
            boxes.append(box)
            edges[tail].append(f"e{len(arrows)}")
            arrows.append(Arrow(box.id, tail, "gradient", bucket.added(self.steps, tail)))
            self._buckets[box.id] = [list(bucket.lines(before=True)), list(bucket.lines())]
            edges[tail, "bucket"] = box.id
        self.picture = GradGraph(boxes, arrows, result.id)
        self._pages = [
            {
                "box": result.id,
                "title": f"{target}.backward()",
                "lines": [f"the pass begins with g = {seed}, the gradient of {target} with respect to itself"],
                "edges": edges[result.id],
                "beside": [],
            }
        ]
        for step in self.steps:
            page = {"box": step.box, "title": _title(step), "lines": explaining.lines_of(step, self.target)}
            page |= {"edges": edges[step.box], "beside": beside.get(step.box, [])}
            helped = {}
            for one in step.inputs:
                helped |= formulas.functions_in(one.formula) if one.formula else {}
            page["lines"] += [f"where {name}(…) is {meaning}" for name, meaning in helped.items()]
            if (step.box, "bucket") in edges:
                page["bucket"] = edges[step.box, "bucket"]
            self._pages.append(page)
        if self._end:
            self._pages[-1]["lines"] = self._pages[-1]["lines"] + self._end


class _Bucket:
    """The .grad of a tensor before and after."""

    def __init__(self, name, before, after, counted):
        self.name, self.before, self.after, self.counted = _grad_name(name), before, after, counted

    def lines(self, before=False):
        """Return three lines as wide before as after, so that the box fits both."""
        was, then = "None (empty)", explaining.times(0)
        if self.before is not None:
            was, then = self.before.short(), "from before"
            then = then if self.counted is None else explaining.times(self.counted - 1)
        pair = [[self.name, was, then], [self.name, self.after.short(), explaining.times(self.counted)]]
        widths = [max(len(lines[k]) for lines in pair) for k in range(3)]
        return tuple(line.center(width, NO_BREAK) for line, width in zip(pair[not before], widths, strict=True))

    def added(self, steps, tail):
        """Return what stands at the arrow to the bucket."""
        grads = [grad for step in steps if step.box == tail for grad in step.gradients if grad is not None]
        return f"adds {grads[0].short()}" if grads else ""


def _grad_name(name):
    return f"{shorten(name, 24)}.grad" if name else ".grad"


def _title(step):
    if step.leaf:
        return f"{step.node} of {shorten(step.name) if step.name else 'a leaf'}"
    return f"{step.node} (made {shorten(step.name)})" if step.name else step.node


def _boxes(vertices):
    boxes = []
    for place, vertex in enumerate(vertices):
        if vertex.leaf:
            name = shorten(vertex.name, 24) if vertex.name else "leaf"
            boxes.append(Box(f"n{place}", "leaf-grad", (name, vertex.value.short())))
        else:
            made = (f"makes {shorten(vertex.name, 24)}",) if vertex.name else ()
            boxes.append(Box(f"n{place}", "operation", (vertex.kind, *made)))
    return boxes


def _untracked(box, record, vertex, place):
    """Return the box of an input that needs no gradient: with its name or value if the node saved it."""
    keys = list(formulas.TABLE.get(vertex.kind, {}))
    key = keys[place] if place < len(keys) and vertex.kind not in formulas.SEVERAL else None
    value = record.saved.get(key) if record is not None and key is not None else None
    if value is None:
        return Box(box, "untracked", ("no gradient",))
    words = value.short() if hasattr(value, "short") else number(value)
    name = record.names.get(key)
    return Box(box, "untracked", (shorten(name, 24), words) if name else (words,))


def _read(name):
    return (HERE / name).read_text(encoding="utf-8")
