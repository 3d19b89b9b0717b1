"""The nodes of a graph in the order of their recording, and which stretches of it are calls of modules."""

import math
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

TIMES = "\N{MULTIPLICATION SIGN}"
LEAVES = ("leaf-grad", "leaf", "frozen")


@dataclass(frozen=True)
class Fold:
    """A stretch of operations, from the place `start` to before the place `end`, that one box stands for.

    title: its first line; lines: the others. items: what it consists of, places and Folds; of a module it is found out
    when it is asked for. times: how often it repeats the same items; first: the number of its first repetition.
    """

    kind: str
    start: int
    end: int
    title: str
    lines: tuple[str, ...] = ()
    items: tuple = field(default=(), compare=False, repr=False)
    times: int = 1
    first: int = 1

    @property
    def id(self):
        return f"f{self.start}_{self.end}"

    @property
    def stride(self):
        """The number of operations in one repetition; 0 where nothing is repeated."""
        return (self.end - self.start) // self.times if self.times > 1 else 0


class Stretches:
    """A Recording, sorted. ops: the numbers of the operations' boxes, in the order of recording; place: of each box
    where it stands in `ops`, -1 if it is no operation. first, last: of each box the first and the last place where it
    belongs: an operation's own; of a leaf or a saved tensor those of the operations that use it; -1: nowhere. free: of
    each box True for a leaf that is no parameter of a module, and for its gradient."""

    def __init__(self, recording):
        self.recording, self.outermost = recording, []
        made = np.array(list(recording.made.values()), dtype=np.int64)
        boxes = np.array(list(recording.made), dtype=np.int64)
        self.arrows = np.array([arrow[:2] for arrow in recording.arrows], dtype=np.int64).reshape(-1, 2)
        self.place = np.full(len(recording.kinds), -1)
        self._number(boxes[np.argsort(made, kind="stable")])
        tails, heads = self.place[self.arrows].T
        ordered = bool(np.all((tails < heads) | (tails < 0) | (heads < 0))) and len(set(made.tolist())) == len(made)
        if not ordered:  # several threads recorded it, and PyTorch numbers what each of them does
            self._number(self._sorted_by_arrows())
        codes = {}
        self.codes = [codes.setdefault(recording.lines[k][0], len(codes)) for k in self.ops.tolist()]
        self._find_users()
        self.modules = self._find_modules() if ordered else []
        self.starts = [fold.start for fold in self.modules]
        self.sizes = self._count_inner()

    def _number(self, ops):
        self.ops = ops
        self.place[ops] = np.arange(len(ops))

    def _sorted_by_arrows(self):
        """Return the operations in an order in which all arrows point forward."""
        heads, missing = {k: [] for k in self.ops.tolist()}, dict.fromkeys(self.ops.tolist(), 0)
        for tail, head in self.arrows.tolist():
            if tail in heads and head in heads:
                heads[tail].append(head)
                missing[head] += 1
        order, ready = [], [k for k, count in missing.items() if not count][::-1]
        while ready:
            order.append(ready.pop())
            for head in heads[order[-1]]:
                missing[head] -= 1
                if not missing[head]:
                    ready.append(head)
        return np.array(order, dtype=np.int64)

    def _find_users(self):
        count, recording = len(self.ops), self.recording
        self.first, self.last = np.full(len(self.place), count), np.full(len(self.place), -1)
        tails, heads = self.arrows.T
        used = (self.place[tails] < 0) & (self.place[heads] >= 0)
        np.minimum.at(self.first, tails[used], self.place[heads[used]])
        np.maximum.at(self.last, tails[used], self.place[heads[used]])
        # Results stay outside of every fold, and so does what leads to them without an operation in between.
        outside = [k for k, kind in enumerate(recording.kinds) if kind in ("result", "storage")]
        outside += [*tails[(self.place[tails] < 0) & (self.place[heads] < 0)].tolist(), *recording.results]
        self.last[outside] = -1
        self.first[self.last < 0] = -1
        self.first[self.ops] = self.last[self.ops] = np.arange(count)
        grads = [k for k, tail in enumerate(tails.tolist()) if recording.kinds[tail] == "gradient"]
        self.free = np.array([kind in LEAVES for kind in recording.kinds], dtype=bool)
        self.free[[box for box, path in recording.paths.items() if "." in path]] = False
        for places in (self.first, self.last, self.free):  # a gradient belongs to its leaf
            places[tails[grads]] = places[heads[grads]]

    # Modules

    def _find_modules(self):
        """Return a Fold for each use of each module, sorted: any two lie apart, or one in the other and after it."""
        uses = self._find_uses()
        taken = np.zeros(len(self.ops) + 1, dtype=np.int64)  # before each place: the uses of all parameters so far
        np.add.at(taken, [start + 1 for places in uses.values() for start, _ in places], 1)
        taken = np.cumsum(taken)
        below = {}  # path of a module -> for each parameter in it the list of its uses
        for path, places in uses.items():
            parts = path.split(".")
            for depth in range(1, len(parts)):
                below.setdefault(".".join(parts[:depth]), []).append(places)
        found = {}
        for path, lists in below.items():
            calls = _uses_together(lists)
            for number, (start, end, count) in enumerate(calls, 1):
                if taken[end] - taken[start] == count:  # no parameters of others in between
                    of = f"use {number} of {len(calls)}" if len(calls) > 1 else ""
                    of = "all uses" if len(calls) == 1 and count > len(lists) else of
                    words = " · ".join(word for word in (self.recording.modules.get(path, ""), of) if word)
                    # Of several modules with the same nodes the innermost counts.
                    found[start, end] = Fold("module", start, end, path, (words,) if words else ())
        folds, around = [], []
        for _, fold in sorted(found.items(), key=lambda item: (item[0][0], -item[0][1])):
            while around and around[-1].end <= fold.start:
                around.pop()
            if not around or fold.end <= around[-1].end:
                folds.append(fold)
                around.append(fold)
        return folds

    def _find_uses(self):
        """Return {path of a parameter: [(place of an operation that uses it, place up to which its use goes)]}.

        A use goes on as long as parameters of one module alone are computed with: the weight of a linear layer is
        transposed, and the product that uses the transpose belongs to the layer too. Parameters of modules are those
        with a dot in their names.
        """
        paths, kinds = self.recording.paths, self.recording.kinds
        if not any("." in path for path in paths.values()):
            return {}
        inputs, users = {}, {}
        for tail, head in self.arrows.tolist():
            if kinds[tail] != "saved" and self.place[head] >= 0:
                inputs.setdefault(head, []).append(tail)
                users.setdefault(tail, []).append(head)
        alone = {box: path.rpartition(".")[0] for box, path in paths.items() if "." in path}  # box -> its module
        for op in self.ops.tolist():
            modules = {alone.get(tail) for tail in inputs.get(op, ())}
            if len(modules) == 1 and None not in modules:
                alone[op] = modules.pop()
        reach = {}
        for place in range(len(self.ops) - 1, -1, -1):
            op = int(self.ops[place])
            reach[op] = max([place, *(reach[user] for user in users.get(op, ()))]) if op in alone else place
        return {
            path: sorted((int(self.place[op]), reach[op]) for op in set(users.get(box, ())))
            for box, path in paths.items()
            if "." in path
        }

    def _count_inner(self):
        """Return for each module fold how many others lie in it: they follow it in the list."""
        sizes, around = [0] * len(self.modules), []
        for k, fold in enumerate(self.modules):
            while around and self.modules[around[-1]].end <= fold.start:
                around.pop()
            for outer in around:
                sizes[outer] += 1
            around.append(k)
        return sizes

    def items(self, start, end):
        """Return what a stretch consists of: places of operations, and Folds of the outermost modules in it."""
        items, place, k = [], start, bisect_left(self.starts, start)
        while k < len(self.modules) and self.starts[k] < end:
            fold = self.modules[k]
            if fold.end > end or (fold.start, fold.end) == (start, end):
                k += 1
                continue
            items += [*range(place, fold.start), fold]
            place, k = fold.end, k + 1 + self.sizes[k]
        return items + list(range(place, end))

    def has_inner(self, item):
        """True if `item` is a module in which there are others."""
        if not isinstance(item, Fold):
            return False
        k = bisect_left(self.starts, item.start)
        while self.modules[k].end != item.end:
            k += 1
        return self.sizes[k] > 0


def _uses_together(lists):
    """Return [(start, end, number of uses)]: how the uses of a module's parameters, at `lists`, belong together.

    If the module was called n times, each parameter was used n times, or a multiple of that: the first n-th of the uses
    of each were the first call. If that cannot be, since they would overlap, all of it is one.
    """
    lists = [places for places in lists if places]
    calls = math.gcd(*(len(places) for places in lists))
    for count in (calls, 1) if calls else ():
        groups = [
            [use for places in lists for use in places[k * len(places) // count : (k + 1) * len(places) // count]]
            for k in range(count)
        ]
        found = [(min(s for s, _ in uses), max(e for _, e in uses) + 1, len(uses)) for uses in groups]
        if all(one[1] <= two[0] for one, two in pairwise(found)):
            return found
    return []
