"""trace: what a program did, tracked or not, with what autograd recorded of it laid on top."""

import inspect
import sys
import types

from ..digraph import GradGraph
from .program import listing, picture, plain_names
from .recorder import Recorder, here, mode_in


def trace(params=None, names=None, modules=False):
    """Return a context manager that records what the code inside it does, and gives the record as a `Program`.

        with draw.trace() as program:
            y = (w * x).detach()
        program  # shows as a picture

    It works with minigrad and, where torch has been imported, with PyTorch. Tensors get the names of the variables of
    the function or notebook that calls `trace`, or else of the global ones. params: a Module, or a dictionary of names
    and tensors, to name more. names: a mapping that is looked into in the same way, also for tensors made meanwhile.
    modules: frame the calls of modules. Only the thread that opened the trace is watched.

    What runs inside a backward pass is not part of the program: backward and autograd.grad are one step each, with
    create_graph too. So is the step of an optimizer. Raises TypeError for other arguments.
    """
    # The names are looked up in the frame that calls; none of it is kept after the block.
    return Program(sys._getframe(1), params, names, modules)


class Program:
    """The record of a traced block. It shows in a notebook; str() lists it, statement by statement.

    events: what happened, as a list of dictionaries: "kind", "op", "inputs", "outputs", "recorded", "mode", "region"
    (the labels of the blocks around it) and "versions", in plain data.
    """

    def __init__(self, frame, params=None, names=None, modules=False):
        for what, value in (("params", params), ("names", names)):
            if value is not None and not hasattr(value, "items") and not hasattr(value, "named_parameters"):
                raise TypeError(f"{what} must be a Module or a dictionary of names, not a {type(value).__name__}")
        namespaces = []
        for value in (params, names):
            if hasattr(value, "named_parameters"):
                found = dict((*value.named_parameters(), *value.named_buffers()))
                namespaces.append(lambda found=found: found)
            elif value is not None:
                namespaces.append(lambda value=value: value)
        self._arguments = (frame, namespaces, modules)
        self._recorder = None

    def __enter__(self):
        if self._arguments is None:
            raise RuntimeError("this trace has been used already: call draw.trace() for another one")
        (frame, namespaces, modules), self._arguments = self._arguments, None
        namespaces.append(lambda: _variables(frame))
        self._recorder = Recorder(namespaces, modules, lambda: frame.f_globals)
        self._watchers = list(_watchers())
        here.recorders = (*here.recorders, self._recorder)
        for watcher in self._watchers:
            watcher.start()
            mode = mode_in(watcher.package)
            if mode != "grad" and not self._recorder.open:
                self._recorder.enter(mode, f"{mode}, since before", None)
        return self

    def __exit__(self, *error):
        for watcher in reversed(self._watchers):
            watcher.stop()
        here.recorders = tuple(recorder for recorder in here.recorders if recorder is not self._recorder)
        self._watchers = ()
        self._recorder.close()

    def _record(self):
        if self._recorder is None:
            raise RuntimeError("this trace has recorded nothing yet: use it as `with draw.trace() as program:`")
        for watcher in self._watchers:
            watcher.flush()
        self._recorder.find_names(modules=True)
        return self._recorder

    @property
    def events(self):
        """What happened, as a list of dictionaries of plain data."""
        record = self._record()
        names = plain_names(record)

        def path(region):
            labels = []
            while region is not None:
                labels.append(record.blocks[region].label)
                region = record.blocks[region].parent
            return labels[::-1]

        return [
            {
                "kind": event.kind,
                "op": event.op,
                "inputs": [names[k] for k in event.inputs],
                "outputs": [names[k] for k in event.outputs if k in names],
                "recorded": event.recorded,
                "mode": event.mode,
                "region": path(event.region),
                "versions": [list(pair) for pair in event.versions] if event.kind == "write" else [],
            }
            for event in record.events
        ]

    def graph(self, limit=300):
        """Return the picture, a GradGraph. limit: of the boxes; of a longer program the middle is left out."""
        boxes, arrows, regions = picture(self._record(), limit)
        return ProgramGraph(boxes, arrows, None, regions, str(self))

    def __str__(self):
        return listing(self._record())

    def __repr__(self):
        return "a trace that has not begun" if self._recorder is None else str(self)

    def __len__(self):
        return len(self._record().events)

    def svg(self, *args, **options):
        """Return the picture as SVG text."""
        return self.graph().svg(*args, **options)

    def save(self, *args, **options):
        """Write the picture to a file, as GradGraph.save does."""
        return self.graph().save(*args, **options)

    def _repr_mimebundle_(self, include=None, exclude=None, **options):
        return self.graph()._repr_mimebundle_(include=include, exclude=exclude, **options)


class ProgramGraph(GradGraph):
    """The picture of a program. As text, it is the listing of the program."""

    def __init__(self, boxes=None, arrows=(), result=None, regions=(), text="", **options):
        super().__init__(boxes, arrows, result, regions, **options)
        self.text = text

    def copy(self):
        """Return a copy, as GradGraph.copy."""
        return ProgramGraph(self.boxes, self.arrows, None, self.regions, self.text, **self._copy_kwargs())

    def __str__(self):
        return self.text


def _variables(frame):
    """Return the variables of a frame. Before Python 3.13 the frame itself would keep a note of their values, which
    keeps them alive: it is emptied, unless the program holds it too, as what `locals()` returned."""
    found = frame.f_locals
    if sys.version_info >= (3, 13) or not frame.f_code.co_flags & inspect.CO_OPTIMIZED:
        return found
    variables = dict(found)
    if sys.getrefcount(found) <= 3:  # the frame's, ours, and that of the question
        found.clear()
    return variables


def _watchers():
    """The watchers of the packages that are in use. PyTorch's is loaded only if torch has been imported."""
    from . import watch_minigrad

    yield watch_minigrad.WATCHER
    if isinstance(sys.modules.get("torch"), types.ModuleType) and sys.modules["torch"].__name__ == "torch":
        from . import watch_torch

        yield watch_torch.WATCHER


__all__ = ["Program", "trace"]
