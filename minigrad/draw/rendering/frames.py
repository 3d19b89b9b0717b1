"""Regions in the built-in layout: which node lies in which frame, and positions at which no frame holds a stranger.

In every layer that a frame spans its nodes stand together, and frames stand in the same order in all layers. Then the
left and the right edge of a frame are two more things to place, with one x for all its layers.
"""

PAD = 10.0  # between a frame and what is in it
HEAD = 27.0  # above: the label stands there, and below it is room for the heads of arrows
SWEEPS, FEW_SWEEPS = 12, 4
FAR = 1e9


class Nesting:
    """The regions of a picture as a tree. It is true if there are any with a node in them.

    regions: picture.Region objects; number: from a box's id to its node; layer: of each node; labels: widths of labels.
    """

    def __init__(self, regions, number, layer, labels):
        by_id = {region.id: region for region in regions}
        self.paths = {}  # region id -> ids from the outermost region to it
        for region in regions:
            path, up = [region.id], region.parent
            while up is not None:
                path.append(up)
                up = by_id[up].parent
            self.paths[region.id] = tuple(reversed(path))
        self.path_of = {}  # node -> path of the innermost region around it
        self.spans = {}  # region id -> [first layer, last layer]
        for region in sorted(regions, key=lambda region: len(self.paths[region.id])):
            for box in region.boxes:
                self.path_of[number[box]] = self.paths[region.id]
        for node, path in self.path_of.items():
            for name in path:
                span = self.spans.setdefault(name, [layer[node], layer[node]])
                span[:] = min(span[0], layer[node]), max(span[1], layer[node])
        self.order = {region.id: k for k, region in enumerate(regions) if region.id in self.spans}
        self.held = {(name, layer[node]) for node, path in self.path_of.items() for name in path}
        self.labels = {name: labels.get(name, 0.0) + 2 * PAD for name in self.order}
        self.keys = dict.fromkeys(self.order, 0.5)
        self.edges_of = {}  # region id -> (left, right), once placed
        self.measured = False
        self._count_levels()

    def __bool__(self):
        return bool(self.order)

    def add(self, node, path):
        self.path_of[node] = path

    def add_dummy(self, node, k, tail, head):
        """Put an edge's dummy in the innermost region that holds an end of the edge and spans the layer."""
        if not self.order:
            return
        ways = []
        for end in (head, tail):
            way = []
            for name in self.path_of.get(end, ()):
                if not self.spans[name][0] <= k <= self.spans[name][1]:
                    break
                way.append(name)
            ways.append(tuple(way))
        path = max(ways, key=len)
        if path:
            self.path_of[node] = path
            self.held.update((name, k) for name in path)

    def fillers(self):
        """Yield (layer, path) where a region has nothing in a layer that it spans: a dummy keeps its place."""
        for name in sorted(self.order, key=lambda name: -len(self.paths[name])):
            for k in range(self.spans[name][0], self.spans[name][1] + 1):
                if (name, k) not in self.held:
                    self.held.update((outer, k) for outer in self.paths[name])
                    yield k, self.paths[name]

    def measure(self, place):
        """Note where each region is on the whole: the mean place of its nodes."""
        sums = {name: [0.0, 0] for name in self.order}
        for node, path in self.path_of.items():
            for name in path:
                sums[name][0] += place[node]
                sums[name][1] += 1
        self.keys = {name: total / count for name, (total, count) in sums.items()}
        self.measured = True

    def sort(self, nodes, wanted):
        """Return the nodes of a layer sorted by `wanted`, those of one region together."""
        if not self.order:
            return sorted(nodes, key=wanted.__getitem__)
        if not self.measured:
            self.measure(wanted)

        def key(node):
            frames = [(self.keys[name], 0, self.order[name]) for name in self.path_of.get(node, ())]
            return [*frames, (wanted[node], 1, 0)]

        return sorted(nodes, key=key)

    def positions(self, start, up, down, wishes):
        """Return {thing: x} for every node, and for the edges of the frames.

        start: where the nodes would be without frames. wishes: what `wishes` returns.

        All wishes for room are differences: this is at least so far to the right of that. Going from the left one finds
        positions that are not left of what is wanted, from the right such that are not right of it; half way between
        the two, all differences hold again.
        """
        before, after = neighbours_of(wishes, range(len(up)))
        rank = _sorted_topologically(before, after)
        near = [up[node] + down[node] for node in range(len(up))]
        members = {}
        for node, path in self.path_of.items():
            if near[node]:
                members.setdefault(path, []).append(node)
        for node, path in self.path_of.items():
            near[node] = near[node] or members.get(path, ())  # what has no neighbours: into the middle of its frame
        x = {}
        wanted = dict(enumerate(start))
        for sweep in range(SWEEPS if len(up) < 800 else FEW_SWEEPS):
            if sweep:
                wanted = {n: sum([x[m] for m in near[n]]) / len(near[n]) if near[n] else x[n] for n in wanted}
            low, high = {}, {}  # the edges of frames make way
            for item in rank:
                low[item] = max([wanted.get(item, -FAR), *(low[other] + room for other, room in before[item])])
            for item in reversed(rank):
                high[item] = min([wanted.get(item, FAR), *(high[other] - room for other, room in after[item])])
            x = {item: (low[item] + high[item]) / 2 for item in rank}
            self.tighten(x, before, after)
        return x

    def wishes(self, layers, widths, gap):
        """Return {(left thing, right thing): room}: nodes, and the two edges of each region."""
        wishes = {((name, "left"), (name, "right")): width for name, width in self.labels.items()}
        for nodes in layers:
            previous, path = None, ()
            for node in [*nodes, None]:
                here = self.path_of.get(node, ())
                shared = next((k for k, (a, b) in enumerate(zip(path, here, strict=False)) if a != b), None)
                shared = min(len(path), len(here)) if shared is None else shared
                things = [(name, "right") for name in reversed(path[shared:])]
                things += [(name, "left") for name in here[shared:]]
                for thing in [*things, *([] if node is None else [node])]:
                    if previous is not None:
                        room = _half(previous, widths) + _half(thing, widths)
                        room += PAD if _is_edge(previous, "left") or _is_edge(thing, "right") else gap
                        wishes[previous, thing] = max(room, wishes.get((previous, thing), 0.0))
                    previous = thing
                path = here
        return wishes

    def tighten(self, x, before, after):
        """Move the edges of every frame inwards, to its content and its label; inner frames first. Note where they are.

        before, after: what stands left and right of each thing, see neighbours_of.
        """
        for name in sorted(self.order, key=lambda name: -len(self.paths[name])):
            left, right, width = (name, "left"), (name, "right"), self.labels[name]
            inner = min(x[other] - room for other, room in after[left] if other != right)
            outer = max(x[other] + room for other, room in before[right] if other != left)
            x[right] = min(x[right], max(outer, inner + width))
            x[left] = max(x[left], min(inner, x[right] - width))
            self.edges_of[name] = (x[left], x[right])

    def room_above(self, k):
        return HEAD * max((self.levels[name][0] for name in self.limits.get((0, k), ())), default=0)

    def room_below(self, k):
        return PAD * max((self.levels[name][1] for name in self.limits.get((1, k), ())), default=0)

    def _count_levels(self):
        """Note which frames begin (side 0) and end (side 1) in a layer, and how many do so inside each, with itself."""
        self.levels = {name: [1, 1] for name in self.order}
        self.limits = {}
        for name in sorted(self.order, key=lambda name: -len(self.paths[name])):
            outer = self.paths[name][-2] if len(self.paths[name]) > 1 else None
            for side in (0, 1):
                self.limits.setdefault((side, self.spans[name][side]), []).append(name)
                if outer and self.spans[outer][side] == self.spans[name][side]:
                    self.levels[outer][side] = max(self.levels[outer][side], 1 + self.levels[name][side])

    def frames(self, rows):
        """Return {region id: (left, top, right, bottom)}; rows: (top, height) of every layer."""
        found = {}
        for name in self.order:
            first, last = self.spans[name]
            top = rows[first][0] - HEAD * self.levels[name][0]
            bottom = rows[last][0] + rows[last][1] + PAD * self.levels[name][1]
            left, right = self.edges_of[name]
            found[name] = (left, top, right, bottom)
        return found


def _is_edge(thing, side):
    return isinstance(thing, tuple) and thing[1] == side


def _half(thing, widths):
    return 0.0 if isinstance(thing, tuple) else widths[thing] / 2


def neighbours_of(wishes, nodes):
    """Return what stands left and right of each thing: {thing: [(other, room between)]}, twice."""
    before, after = {node: [] for node in nodes}, {node: [] for node in nodes}
    for (left, right), room in wishes.items():
        before.setdefault(right, []).append((left, room))
        after.setdefault(left, []).append((right, room))
        before.setdefault(left, [])
        after.setdefault(right, [])
    return before, after


def _sorted_topologically(before, after):
    waiting = {item: len(others) for item, others in before.items()}
    ready = [item for item, count in waiting.items() if not count]
    done = []
    while ready:
        item = ready.pop()
        done.append(item)
        for other, _ in after[item]:
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    return done
