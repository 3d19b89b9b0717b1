"""Which boxes of two pictures are the same.

Names decide first: a leaf `w` is the leaf `w`. Then what is computed from the same leaves in the same way is the same.
From these pairs, and from the two results, the matching spreads along the arrows: the first input of one box is the
first input of its partner if both are the same operation. Every box is looked at a fixed number of times, so the time
grows with the number of arrows. The idea, to match equal subtrees first and then their surroundings, is that of
Falleri et al., "Fine-grained and accurate source code differencing" (2014), here for graphs.
"""

import re
from collections import Counter, deque

FAMILIES = {"leaf-grad": "leaf", "leaf": "leaf", "frozen": "leaf", "unrecorded": "operation", "write": "operation"}
POSITIONAL = ("untracked", "saved", "gradient")  # boxes that have no identity beside their place
BACKWARD = re.compile(r"Backward\d*$")
COUNTED = re.compile(r"\b(version|added to|[\u00d7x]) ?\d+|\d+ (times|nodes|boxes|pass|passes|operations|writes)")


def key_of(box):
    """Return what must be equal in two boxes that could be the same: what does not change while the box lives on."""
    family = FAMILIES.get(box.kind, box.kind)
    if family == "untracked":
        return family, ""
    words = COUNTED.sub("#", box.lines[0])
    if family == "operation":  # recorded, Mul is called MulBackward0
        words = BACKWARD.sub("", words).lower()
    return family, words


def ids_of(result):
    """Return the ids of a picture's results: `GradGraph.result` is one id, several in a tuple, or None."""
    return result if isinstance(result, tuple) else () if result is None else (result,)


def match(before, after):
    """Return the dictionary from ids in `before` to ids in `after` of the boxes that are the same.

    before, after: GradGraphs. The two pictures laid over each other by it have no cycle of arrows.
    """
    matching = _Matching(_Side(before), _Side(after))
    matching.by_name()
    matching.by_role(before.result, after.result)
    matching.by_content(once=True)
    matching.spread()
    matching.by_content(once=False)
    matching.split_cycles()
    return matching.pairs


class _Side:
    """One of the two pictures, by ids."""

    def __init__(self, picture):
        self.boxes = {box.id: box for box in picture.boxes}
        self.keys = {name: key_of(box) for name, box in self.boxes.items()}
        self.tails = {name: [] for name in self.boxes}  # id -> [(kind of the arrow, id)], in order
        self.heads = {name: [] for name in self.boxes}
        for arrow in picture.arrows:
            kind = "flow" if arrow.kind == "unrecorded" else arrow.kind  # an operation can be recorded, or not
            self.tails[arrow.head].append((kind, arrow.tail))
            self.heads[arrow.tail].append((kind, arrow.head))

    def contents(self, known):
        """Return {id: a number for the key of the box and the contents of all that it is computed from}.

        known: the dictionary of the numbers given so far, the same one for both sides.
        """
        contents = {}
        for name in sorted_by_arrows(self.tails, self.heads):
            content = (self.keys[name], tuple((kind, contents[tail]) for kind, tail in self.tails[name]))
            contents[name] = known.setdefault(content, len(known))
        return contents


class _Matching:
    def __init__(self, before, after):
        self.before, self.after = before, after
        self.pairs, self.taken = {}, set()
        self.new = deque()  # pairs whose surroundings were not looked at yet

    def pair(self, a, b):
        if a not in self.pairs and b not in self.taken:
            self.pairs[a] = b
            self.taken.add(b)
            self.new.append((a, b))

    def by_name(self):
        def names(side):
            found = {}
            for name, box in side.boxes.items():
                family, first = side.keys[name]
                if family in ("leaf", "result", "storage") and first not in ("leaf", "result"):
                    found.setdefault((family, first), []).append(name)
                elif family == "operation" and len(box.lines) > 1 and " · " in box.lines[1]:
                    found.setdefault((family, first, box.lines[1].split(" · ")[0]), []).append(name)
            return {key: ids[0] for key, ids in found.items() if len(ids) == 1}

        others = names(self.after)
        for key, a in names(self.before).items():
            if key in others:
                self.pair(a, others[key])

    def by_role(self, a, b):
        """Pair the results."""
        for one, other in zip(ids_of(a), ids_of(b), strict=False):
            self.pair(one, other)

    def by_content(self, once):
        """Pair the boxes of equal content: those that each side has once, or else all, in the order of the pictures."""
        known = {}
        mine, others = self.before.contents(known), self.after.contents(known)
        counts, other_counts = Counter(mine.values()), Counter(others.values())
        waiting = {}
        for b, content in others.items():
            if b not in self.taken and self.after.keys[b][0] not in POSITIONAL:
                waiting.setdefault(content, deque()).append(b)
        for a in self.before.boxes:
            content = mine[a]
            candidates = waiting.get(content, ())
            while candidates and candidates[0] in self.taken:
                candidates.popleft()
            if not candidates or a in self.pairs:
                continue
            if once and counts[content] == other_counts[content] == 1:
                self.pair(a, candidates[0])
            elif not once and self.before.tails[a]:
                self.pair(a, candidates.popleft())
                self.spread()

    def spread(self):
        """Carry the matching on along the arrows: first to what boxes are computed from, then to what uses them."""
        upwards = deque()
        while self.new or upwards:
            if self.new:
                a, b = self.new.popleft()
                self.align(self.before.tails[a], self.after.tails[b])
                upwards.append((a, b))
            else:
                a, b = upwards.popleft()
                self.align(self.before.heads[a], self.after.heads[b])

    def align(self, mine, others):
        """Pair boxes at equal places of the two lists, then those that are the same operation, in order."""
        if len(mine) == len(others):
            for (kind, a), (other_kind, b) in zip(mine, others, strict=True):
                if kind == other_kind and self.before.keys[a] == self.after.keys[b]:
                    self.pair(a, b)
        waiting = {}
        for kind, b in others:
            if b not in self.taken:
                waiting.setdefault((kind, self.after.keys[b]), deque()).append(b)
        for kind, a in mine:
            candidates = waiting.get((kind, self.before.keys[a]))
            if candidates and a not in self.pairs:
                self.pair(a, candidates.popleft())

    def split_cycles(self):
        """Take apart the pairs that would make the two pictures, laid over each other, run in a circle."""
        partner = {b: a for a, b in self.pairs.items()}
        names = [*self.before.boxes, *(("after", b) for b in self.after.boxes if b not in partner)]
        tails, heads = {name: [] for name in names}, {name: [] for name in names}
        for side, place in ((self.before, {}), (self.after, partner)):
            for name, arrows in side.tails.items():
                for kind, tail in arrows:
                    if side is self.after:
                        head_name, tail_name = place.get(name, ("after", name)), place.get(tail, ("after", tail))
                    else:
                        head_name, tail_name = name, tail
                    tails[head_name].append((kind, tail_name))
                    heads[tail_name].append((kind, head_name))
        free = {*sorted_by_arrows(tails, heads), *sorted_by_arrows(heads, tails)}
        for name in names:
            if name not in free:
                self.pairs.pop(name, None)


def sorted_by_arrows(tails, heads):
    """Return the ids so that each comes after those in its `tails`. What lies in or behind a cycle is left out."""
    waiting = {name: len(arrows) for name, arrows in tails.items()}
    ready = deque(name for name, count in waiting.items() if not count)
    order = []
    while ready:
        name = ready.popleft()
        order.append(name)
        for _, head in heads[name]:
            waiting[head] -= 1
            if not waiting[head]:
                ready.append(head)
    return order
