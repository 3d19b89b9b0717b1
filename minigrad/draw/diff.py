"""Two pictures as one: what appeared, what vanished, and what changed between them."""

from collections import Counter, deque
from dataclasses import replace

from .digraph import GradGraph, make_dot
from .matching import ids_of, match
from .picture import ARROWS, MARKS, STYLES, Arrow, Box, Region, shorten

ORDER = ("changed", "gone", "new")  # what changed is often the cause of the others
TOLD = 60  # differences told in words: a longer list helps nobody
DRAWN = 300  # boxes: of larger graphs what is near a difference is drawn


class Difference(GradGraph):
    """The picture that `diff` returns. differences: what it shows, as sentences; none if there is no difference."""

    def __init__(self, boxes=None, arrows=(), result=None, regions=(), differences=(), note="", **options):
        super().__init__(boxes, arrows, result, regions, **options)
        self.differences, self._note = tuple(differences), note

    def copy(self):
        """Return a copy with the same boxes, arrows and differences."""
        parts = (self.boxes, self.arrows, self.result, self.regions, self.differences, self._note)
        return Difference(*parts, **self._copy_kwargs())

    def __str__(self):
        """The differences in words, then the tree of both graphs, with a mark before what differs."""
        return f"{_told(self.differences)}\n\n{super().__str__()}"

    @property
    def note(self):
        """How many boxes are drawn, if not all."""
        return self._note


def diff(before, after):
    """Draw two pictures as one, with what is new, gone or changed marked.

    before, after: pictures as `make_dot` gives, Programs of `trace`, or tensors, whose graph is drawn. A picture shows
    what was when it was made, so make `before` first, then let something happen, then make `after`. Boxes are matched
    by their names, so name the same tensors in both. Of more than 300 boxes those near a difference are drawn.
    Returns a GradGraph; its `differences` are sentences. Raises TypeError for what is neither a picture nor a tensor,
    and for a picture that is a diff itself.
    """
    before, after = _picture(before, "before"), _picture(after, "after")
    merged = _Merged(before, after, match(before, after))
    boxes, arrows, result, regions, note = merged.boxes, merged.arrows, merged.result, merged.regions, ""
    if len(boxes) > DRAWN:
        boxes, arrows, result, regions = _nearby(boxes, arrows, result, regions)
        note = f"of {len(merged.boxes)} boxes, those near a difference are drawn"
    return Difference(boxes, arrows, result, regions, merged.sentences(), note)


def _picture(thing, which):
    if isinstance(thing, Difference):
        raise TypeError(f"{which} is a diff already: give the pictures that it was made from")
    if callable(getattr(thing, "graph", None)):  # a Program
        thing = thing.graph()
    if isinstance(thing, GradGraph):
        return thing.unfolded()
    if not hasattr(thing, "grad_fn"):
        raise TypeError(f"{which} must be a picture, as make_dot draws it, or a tensor, not a {type(thing).__name__}")
    return make_dot(thing, fold=False)


class _Merged:
    """Both pictures laid over each other."""

    def __init__(self, before, after, pairs):
        old, new = ({box.id: box for box in picture.boxes} for picture in (before, after))
        order = _order(before, after, pairs)
        self.old_id, self.new_id = {}, {}  # ids in the two pictures -> ids in this one
        self.boxes, self.was = [], {}
        for k, (a, b) in enumerate(order):
            name = f"n{k}"
            if a is not None:
                self.old_id[a] = name
            if b is not None:
                self.new_id[b] = name
            self.boxes.append(self.box(name, old.get(a), new.get(b)))
        self.arrows = self.merged_arrows(before, after, order)
        self.pairs, self.region_sentences = pairs, []
        self.regions = self.merged_regions(before, after)
        results = [self.new_id[name] for name in ids_of(after.result)]
        results += [self.old_id[name] for name in ids_of(before.result)]
        results = tuple(dict.fromkeys(results))
        self.result = results if len(results) > 1 else results[0] if results else None

    def box(self, name, old, new):
        if old is None or new is None:
            there = new or old
            return Box(name, there.kind, there.lines, "gone" if new is None else "new")
        # That two results have two names is no difference between their graphs.
        same = old.lines[1:] == new.lines[1:] if old.kind == "result" else old.lines == new.lines
        if old.kind == new.kind and same:
            return Box(name, new.kind, new.lines)
        was = [line for line in old.lines if line not in new.lines]
        now = [line for line in new.lines if line not in old.lines]
        if not was and not now:
            was, now = [STYLES[old.kind].meaning], [STYLES[new.kind].meaning]
        self.was[name] = was, now
        return Box(name, new.kind, (*new.lines, *(shorten(f"was {line}", 60) for line in was)), "changed")

    def merged_arrows(self, before, after, order):
        """Return the arrows of both, in the order of the boxes that they lead to; at each box in the order there."""
        old_arrows, new_arrows = _by_head(before), _by_head(after)
        arrows = []
        for a, b in order:
            head = self.old_id.get(a) or self.new_id.get(b)
            mine = [replace(arrow, tail=self.old_id[arrow.tail], head=head) for arrow in old_arrows.get(a, ())]
            others = [replace(arrow, tail=self.new_id[arrow.tail], head=head) for arrow in new_arrows.get(b, ())]
            arrows += _merge(mine, others)
        return arrows

    def merged_regions(self, before, after):
        """Return the regions of both. The first `no_grad` of one is the first of the other, and so on.

        A box of both stands in its region of `after`.
        """
        old, new = _numbered(before.regions), _numbered(after.regions)
        keys = list(dict.fromkeys([*new, *old]))
        names = {key: f"r{k}" for k, key in enumerate(keys)}
        key_of = {id(region): key for regions in (old, new) for key, region in regions.items()}
        regions = []
        for key, name in names.items():
            region = new.get(key) or old[key]
            mark = "gone" if key not in new else "new" if key not in old else ""
            gone = [self.old_id[box] for box in old[key].boxes if box not in self.pairs] if key in old else []
            inside = [self.new_id[box] for box in new[key].boxes] if key in new else []
            label = f"{region.label}  {MARKS[mark]}" if mark else region.label
            siblings = after.regions if key in new else before.regions
            parent = next((names[key_of[id(other)]] for other in siblings if other.id == region.parent), None)
            regions.append(Region(name, region.kind, label, (*inside, *gone), parent))
            if mark:
                self.region_sentences.append(f"{MARKS[mark]}: the region {region.label}")
        return _without_empty(regions)

    def sentences(self):
        """Return the differences in words."""
        boxes = {box.id: box for box in self.boxes}
        user = {}
        for arrow in self.arrows:
            user.setdefault(arrow.tail, arrow.head)
        joined = {*user, *(arrow.head for arrow in self.arrows), *ids_of(self.result)}

        def called(name):
            box = boxes[name]
            words = _called(box)
            if box.kind in ("untracked", "saved") and name in user:
                words += f" of {_called(boxes[user[name]])}"
            return words

        found = []
        for box in self.boxes:
            if box.mark == "changed":
                was, now = (", ".join(lines) for lines in self.was[box.id])
                step = f"{was} → {now}" if was and now else f"no longer {was}" if was else f"now also {now}"
                found.append(f"{MARKS['changed']}: {called(box.id)}: {step}")
            elif box.mark:
                apart = "" if box.id in joined or self.result is None else ", beside the graph"
                found.append(f"{MARKS[box.mark]}: {called(box.id)}{apart}")
        for arrow in self.arrows:
            ends = (boxes[arrow.tail].mark, boxes[arrow.head].mark)
            if arrow.mark and not {"new", "gone"} & {*ends}:
                words = f"the arrow from {called(arrow.tail)} to {called(arrow.head)}"
                if arrow.mark == "changed":
                    words += f": now {arrow.label or ARROWS[arrow.kind][0]}"
                found.append(f"{MARKS[arrow.mark]}: {words}")
        order = [MARKS[mark] for mark in ORDER]
        return sorted(found + self.region_sentences, key=lambda line: order.index(line.split(":")[0]))


def _order(before, after, pairs):
    """Return the boxes of both as pairs of ids, None where one is missing.

    The order is that of `after`; what is gone comes behind the box that it followed.
    """
    follows, last = {}, None
    for box in before.boxes:
        if box.id in pairs:
            last = pairs[box.id]
        else:
            follows.setdefault(last, []).append((box.id, None))
    partner = {b: a for a, b in pairs.items()}
    order = follows.get(None, [])
    for box in after.boxes:
        order.append((partner.get(box.id), box.id))
        order += follows.get(box.id, ())
    return order


def _nearby(boxes, arrows, result, regions):
    """Return (boxes, arrows, result, regions) of what is near a difference. What comes before and after is left out."""
    marked = {box.id for box in boxes if box.mark}
    marked |= {name for arrow in arrows if arrow.mark for name in (arrow.tail, arrow.head)}
    near = marked | {*ids_of(result)}
    for arrow in arrows:
        near |= {arrow.tail, arrow.head} if marked & {arrow.tail, arrow.head} else set()
    near = {box.id for box in [box for box in boxes if box.id in near][:DRAWN]}
    kept, shown = [box for box in boxes if box.id in near], []
    stubs = {}

    def stub(name):
        if name not in stubs:
            stubs[name] = f"n{len(boxes) + len(stubs)}"
            kept.append(Box(stubs[name], "folded", ("not drawn",)))
        return stubs[name]

    for arrow in arrows:
        if arrow.head in near and arrow.tail in near:
            shown.append(arrow)
        elif arrow.head in near and ("before", arrow.head) not in stubs:
            shown.append(Arrow(stub(("before", arrow.head)), arrow.head, arrow.kind))
        elif arrow.tail in near and ("after", arrow.tail) not in stubs:
            shown.append(Arrow(arrow.tail, stub(("after", arrow.tail)), arrow.kind))
    tails = {arrow.tail for arrow in shown}
    ends = tuple(box.id for box in kept if box.id not in tails)
    regions = [replace(region, boxes=tuple(name for name in region.boxes if name in near)) for region in regions]
    return kept, shown, ends, _without_empty(regions)


def _without_empty(regions):
    """Return the regions that have a box in them, or in a region inside them."""
    parents = {region.id: region.parent for region in regions}
    needed = set()
    for region in regions:
        name = region.id if region.boxes else None
        while name is not None and name not in needed:
            needed.add(name)
            name = parents[name]
    return [region for region in regions if region.id in needed]


def _numbered(regions):
    """Return {(kind, label, how many such came before): region}."""
    seen, numbered = Counter(), {}
    for region in regions:
        name = (region.kind, region.label)
        numbered[*name, seen[name]] = region
        seen[name] += 1
    return numbered


def _by_head(picture):
    arrows = {}
    for arrow in picture.arrows:
        arrows.setdefault(arrow.head, []).append(arrow)
    return arrows


def _merge(mine, others):
    """Return the arrows of both lists, which lead to one box, in an order that fits both."""
    partner = {}  # index in others -> index in mine
    free = set(range(len(mine)))
    for same in (lambda arrow: (arrow.tail, arrow.kind, arrow.label), lambda arrow: arrow.tail):
        waiting = {}
        for k in sorted(free):
            waiting.setdefault(same(mine[k]), deque()).append(k)
        for j, arrow in enumerate(others):
            if j not in partner and waiting.get(same(arrow)):
                partner[j] = waiting[same(arrow)].popleft()
                free.discard(partner[j])
    merged, passed = [], 0
    for j, arrow in enumerate(others):
        if j not in partner:
            merged.append(replace(arrow, mark="new"))
            continue
        gone = range(passed, max(passed, partner[j]))
        merged += [replace(mine[k], mark="gone") for k in gone if k in free]
        passed = max(passed, partner[j])
        old = mine[partner[j]]
        merged.append(arrow if (old.kind, old.label) == (arrow.kind, arrow.label) else replace(arrow, mark="changed"))
    return merged + [replace(mine[k], mark="gone") for k in range(passed, len(mine)) if k in free]


def _called(box):
    """Return a box in few words, such as 'w', 'MulBackward0 (h)' or 'a leaf without a name'."""
    first, *rest = box.lines
    if box.kind == "untracked":
        return "an input that needs no gradient"
    if first == "leaf":
        return "a leaf without a name"
    if box.kind in ("operation", "unrecorded", "write"):
        names = [line.split(" · ")[0] for line in rest if " · " in line and not line.startswith("was ")]
        return f"{first} ({', '.join(names)})" if names else first
    return first


def _told(differences):
    if not differences:
        return "no difference"
    counts = Counter(line.split(":")[0] for line in differences)
    head = ", ".join(f"{counts[MARKS[mark]]} {mark}" for mark in ORDER if counts[MARKS[mark]])
    lines = [line if n == 1 else f"{line} ({n} times)" for line, n in Counter(differences).items()]
    more = [f"... and {len(lines) - TOLD} more"] if len(lines) > TOLD else []
    return "\n".join([head, *lines[:TOLD], *more])
