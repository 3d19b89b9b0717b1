"""Folding: a large graph in few boxes, each of which stands for a stretch of it and can be opened.

Nodes are sorted by when they were recorded. A stretch of that order can always be one box: what it uses was recorded
before, what uses it comes after, so no circle can arise. Three kinds of stretches are folded:

- "module": from the first to the last use of the parameters of a module, in one call of it: all that was recorded in
  between was recorded by that call. What the call did before and after (a ReLU at its end, say) cannot be told from
  the graph, and stays outside. Several calls are told apart by counting: "use 2 of 3". Where counting does not help,
  the box says "all uses". Where parameters of others were used in between, nothing is claimed.
- "repeat": the same operations several times in a row, as a loop makes them.
- "row": many operations in a row, where there are neither modules nor repetitions enough.
"""

from dataclasses import dataclass

import numpy as np

from ..picture import Arrow, Box, Region, shorten
from .repeats import GROUP, arranged, grouped
from .stretches import TIMES, Fold, Stretches

LIMIT = 300  # boxes: a larger graph is folded
ENOUGH = 40  # boxes: modules are opened from the start as long as no more than these are to be seen
FEW = 6  # boxes: so few tell little
OUTSIDE = 12  # leaves are drawn beside the folded box that uses them, up to so many


@dataclass(frozen=True)
class View:
    """A folded picture: the stretches of a graph, and the ids of those folded boxes that are opened, outer ones first.

    boxes, arrows, result, regions: what is to be seen. closed: {id: Fold} of the folded boxes to be seen. parents: {id
    of a folded box: id of the one that it was in}, for those that are closed or opened.
    """

    stretches: Stretches
    opened: tuple[str, ...]
    boxes: list
    arrows: list
    result: object
    regions: list
    closed: dict
    parents: dict

    @property
    def note(self):
        """How many boxes stand for how many."""
        words = _note(self.boxes, self.stretches)
        return words if not self.closed else f"{words}; .open({next(iter(self.closed))!r}) opens a box, .unfolded() all"

    def find(self, which):
        """Return the id of the folded box with the id or the first line `which`. Raises ValueError if it is not one."""
        if which in self.closed:
            return which
        same = [id for id, fold in self.closed.items() if fold.title == which]
        if len(same) == 1:
            return same[0]
        if same:
            raise ValueError(f"{len(same)} folded boxes are called {which!r}: open one by its id, {_list(same)}")
        known = _list([f"{id!r} ({fold.title})" for id, fold in self.closed.items()]) or "none"
        raise ValueError(f"there is no folded box {which!r} in this picture. Those that can be opened: {known}")

    def open(self, which):
        """Return the view in which that folded box is opened. Raises ValueError if there is none such."""
        return view(self.stretches, (*self.opened, self.find(which)))

    def path(self, fold):
        """Return the ids of the folded boxes around the one with the id `fold`, outer ones first, and its own."""
        path = [fold]
        while (outer := self.parents[path[0]]) is not None:
            path.insert(0, outer)
        return tuple(path)


def fold(recording, always=False):
    """Return the View of a Recording, folded; None if there is nothing in it to fold.

    always: fold modules and repetitions wherever there are some. Otherwise as much as is needed.
    """
    stretches = Stretches(recording)
    items = stretches.items(0, len(stretches.ops))
    while True:  # open all modules of a level, as long as the picture stays small
        inner = [
            part
            for item in items
            for part in (stretches.items(item.start, item.end) if stretches.has_inner(item) else [item])
        ]
        if len(inner) > ENOUGH or inner == items:
            break
        items = inner
    short = arranged(stretches, inner, LIMIT)
    if always or len(items) > ENOUGH:
        items = arranged(stretches, items, LIMIT)
    elif len(items) < FEW and len(items) < len(short) <= ENOUGH:  # the next level tells more, its repetitions folded
        items = short
    if all(isinstance(item, int) for item in items):
        return None
    stretches.outermost = items
    return view(stretches, ())


def inside(stretches, fold):
    """Return what an opened box shows: places of operations, and folded boxes."""
    if fold.times > 1:
        return grouped(stretches, fold, ENOUGH)
    items = list(fold.items) or stretches.items(fold.start, fold.end)
    items = arranged(stretches, items, LIMIT) if len(items) > ENOUGH else items
    if len(items) == 1 and isinstance(items[0], Fold) and (items[0].start, items[0].end) == (fold.start, fold.end):
        return inside(stretches, items[0])  # the whole of it is one repetition
    return items


def view(stretches, opened):
    """Return the View with these folded boxes opened."""
    shown, regions, parents = _expanded(stretches, opened)
    recording, count = stretches.recording, len(stretches.recording.kinds)
    folds = [item for item, _ in shown if isinstance(item, Fold)]
    owner = np.full(len(stretches.ops) + 1, -1)  # place -> the folded box that it is in; the last one is for place -1
    frame = np.full(len(stretches.ops) + 1, -1)  # place -> the innermost region
    for item, region in shown:
        start, end = (item.start, item.end) if isinstance(item, Fold) else (item, item + 1)
        frame[start:end] = region
    for number, fold in enumerate(folds):
        owner[fold.start : fold.end] = number
    stands = _stand_ins(stretches, folds, owner)

    names = {k: f"n{k}" for k in np.flatnonzero(stands < count).tolist()}
    names |= {count + number: fold.id for number, fold in enumerate(folds)}
    boxes = [recording.box(k) for k in names if k < count]
    sizes = np.bincount(stands, minlength=count + len(folds))[count:].tolist()
    boxes += [
        Box(fold.id, "folded", (shorten(fold.title), *fold.lines, f"{size} boxes" if size > 1 else "1 box"))
        for fold, size in zip(folds, sizes, strict=True)
    ]
    inner = _in_regions(stretches, names, folds, frame, regions)
    return View(
        stretches,
        opened,
        boxes,
        _arrows(stretches, stands, names, count),
        recording.result,
        _frames(boxes, stretches, regions, inner),
        {fold.id: fold for fold in folds},
        parents,
    )


def _expanded(stretches, opened):
    """Return [(item, number of its region or -1)], [(opened fold, number of the region around it)], {id: parent}."""
    shown, regions, parents = [], [], {}
    stack = [(item, -1) for item in reversed(stretches.outermost)]
    while stack:
        item, region = stack.pop()
        if isinstance(item, Fold):
            parents[item.id] = None if region < 0 else regions[region][0].id
            if item.id in opened:
                regions.append((item, region))
                stack += [(part, len(regions) - 1) for part in reversed(inside(stretches, item))]
                continue
        shown.append((item, region))
    return shown, regions, parents


def _stand_ins(stretches, folds, owner):
    """Return for each box the number of the one that stands for it: its own, or count + the number of a fold."""
    count = len(stretches.place)
    stands = np.arange(count)
    if not folds:
        return stands
    starts, ends, strides = (np.array([getattr(fold, name) for fold in folds]) for name in ("start", "end", "stride"))
    number = owner[stretches.first]
    hidden = (number >= 0) & (stretches.last < ends[number])
    # A graph begins at its leaves: they stay outside, unless they are many. Parameters of modules belong inside, except
    # for those that several repetitions use.
    stride = strides[number]
    repetition = [(places - starts[number]) // np.maximum(stride, 1) for places in (stretches.first, stretches.last)]
    shared = hidden & (stride > 0) & (stretches.place < 0) & (repetition[0] != repetition[1])
    for outside in (hidden & stretches.free | shared, shared):
        few = np.bincount(number[outside], minlength=len(folds)) <= OUTSIDE
        hidden &= ~(outside & few[number])
    stands[hidden] = count + number[hidden]
    return stands


def _arrows(stretches, stands, names, count):
    """Return the arrows between what is to be seen: of several to or from a folded box one, which says how many."""
    ends = stands[stretches.arrows]
    arrows, several = [], {}
    for k in np.flatnonzero(ends[:, 0] != ends[:, 1]).tolist():
        tail, head = ends[k].tolist()
        _, _, kind, label = stretches.recording.arrows[k]
        if tail >= count or head >= count:
            place, times = several.setdefault((tail, head, kind), (len(arrows), []))
            times.append(label)
            if len(times) > 1:
                arrows[place] = Arrow(names[tail], names[head], kind, f"{TIMES} {len(times)}")
                continue
        arrows.append(Arrow(names[tail], names[head], kind, label))
    return arrows


def _in_regions(stretches, names, folds, frame, regions):
    """Return for each region, and last for none of them, the ids of the boxes that lie directly in it."""
    inner = [[] for _ in range(len(regions) + 1)]
    count = len(stretches.place)
    for k, name in names.items():
        fold = folds[k - count] if k >= count else None
        first, last = (fold.start, fold.end - 1) if fold else (stretches.first[k], stretches.last[k])
        region = frame[first]
        while region >= 0 and last >= regions[region][0].end:  # a leaf that is used outside too
            region = regions[region][1]
        inner[region].append(name)
    return inner


def _frames(boxes, stretches, regions, inner):
    frames = [Region("r", "overview", _note(boxes, stretches), tuple(inner[-1]))]
    for (fold, around), ids in zip(regions, inner, strict=False):
        parent = f"r{regions[around][0].id}" if around >= 0 else "r"
        frames.append(Region(f"r{fold.id}", "opened", shorten(fold.title), tuple(ids), parent))
    return frames


def _note(boxes, stretches):
    return f"folded: {len(boxes)} boxes stand for {len(stretches.recording.kinds)}"


def _list(ids):
    return ", ".join(ids[:GROUP]) + (f" and {len(ids) - GROUP} more" if len(ids) > GROUP else "")
