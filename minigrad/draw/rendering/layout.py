"""A small layered layout, for machines without Graphviz.

The steps are those of Sugiyama, Tagawa and Toda (1981): put the nodes in layers, order the layers so that few edges
cross, then give the nodes positions. Plain Python, and the same input always gives the same output. Nodes are numbers
here: first those of the picture, then the dummies that edges pass through where they span several layers.
"""

import itertools
import math
from collections import Counter

from .frames import Nesting, neighbours_of

LAYER_GAP = 34.0
LABEL_GAP = 12.0  # more, for every two arrows that end there and have a label
MOST_LABELS = 4
NODE_GAP = 22.0
SWEEPS = 12
FEW_SWEEPS = 4  # for large graphs
LARGE = 800  # nodes and dummies
BUNDLE = 3  # from so many long edges of one kind from one node on they share their way
MOST_DUMMIES = 20_000  # edges beyond that are drawn straight


def place(sizes, edges, regions=(), labels=None, said=(), kinds=()):
    """Return (centres, routes, frames, width, height).

    sizes: dictionary from node to (width, height), in a fixed order. edges: list of (tail, head); tails are above.
    regions: picture.Region objects. labels: dictionary from a region's id to the width of its label.
    said: for each edge whether something is written beside it. kinds: for each edge how its line is drawn.
    centres: node -> (x, y). routes: for each edge the points that it passes through between its two ends.
    frames: region id -> (left, top, right, bottom), for the regions that have a node.
    """
    names = list(sizes)
    number = {name: k for k, name in enumerate(names)}
    edges = [(number[tail], number[head]) for tail, head in edges]
    layer = _layers(len(names), edges)
    nest = Nesting(regions, number, layer, labels or {})
    layers, chains = _with_dummies(edges, kinds or [None] * len(edges), layer, nest)
    up, down = _neighbours(chains, layer)
    layers = _order(layers, up, down, nest)
    widths = [sizes[name][0] for name in names] + [0.0] * (len(layer) - len(names))
    wishes = nest.wishes(layers, widths, NODE_GAP)
    start = _positions(layers, up, down, widths)
    x = nest.positions(start, up, down, wishes) if nest else dict(enumerate(start))
    before, after = neighbours_of(wishes, range(len(layer)))
    _straighten(chains, up, down, before, after, x)
    _align(layers, down, before, after, x)
    nest.tighten(x, before, after)

    heights = [max((sizes[names[n]][1] for n in nodes if n < len(names)), default=0.0) for nodes in layers]
    wide = Counter(layer[edge[1]] for edge, words in zip(edges, said, strict=False) if words)
    tops, bottom = [], 0.0
    for k, height in enumerate(heights):
        top = bottom + (LAYER_GAP + LABEL_GAP * min((wide[k] + 1) // 2, MOST_LABELS) if k else 0.0) + nest.room_above(k)
        tops.append(top)
        bottom = top + height + nest.room_below(k)
    frames = nest.frames([*zip(tops, heights, strict=True)])

    left = min([x[n] - widths[n] / 2 for n in range(len(widths))] + [frame[0] for frame in frames.values()])
    right = max([x[n] + widths[n] / 2 for n in range(len(widths))] + [frame[2] for frame in frames.values()])
    points = [(x[n] - left, tops[layer[n]] + heights[layer[n]] / 2) for n in range(len(widths))]
    frames = {name: (a - left, top, b - left, bottom) for name, (a, top, b, bottom) in frames.items()}
    rows = [(top, top + height) for top, height in zip(tops, heights, strict=True)]
    routes = [_route(chain, points, layer, rows) for chain in chains]
    return {name: points[k] for k, name in enumerate(names)}, routes, frames, right - left, bottom


def _route(chain, points, layer, rows):
    """Return the points of an edge between its ends: past each row of boxes it goes straight down, or up."""
    inner = chain[1:-1]
    order = 1 if not inner or layer[chain[0]] < layer[chain[-1]] else -1
    return [(points[n][0], y) for n in inner for y in rows[layer[n]][::order]]


def length(nodes, edges):
    """Return how many layers the edges span in all, as `place` would lay them out."""
    number = {name: k for k, name in enumerate(nodes)}
    edges = [(number[tail], number[head]) for tail, head in edges]
    layer = _layers(len(nodes), edges)
    return sum(abs(layer[head] - layer[tail]) for tail, head in edges)


def _layers(count, edges):
    """Put every node directly above the highest node that it points to, and what points nowhere below its tails."""
    heads, tails = [[] for _ in range(count)], [[] for _ in range(count)]
    for tail, head in _without_cycles(count, edges):
        heads[tail].append(head)
        tails[head].append(tail)
    height, waiting = [0] * count, [len(nodes) for nodes in heads]
    ready = [node for node in range(count) if not waiting[node]]
    while ready:
        node = ready.pop()
        for tail in tails[node]:
            height[tail] = max(height[tail], height[node] + 1)
            waiting[tail] -= 1
            if not waiting[tail]:
                ready.append(tail)
    bottom = max(height)
    layer = [bottom - h for h in height]
    for node in range(count):
        if not heads[node] and tails[node]:
            layer[node] = 1 + max(layer[tail] for tail in tails[node])
    return layer


def _without_cycles(count, edges):
    """Return the edges with those turned round that close a cycle; edges from a node to itself are left out."""
    heads = [[] for _ in range(count)]
    for tail, head in edges:
        heads[tail].append(head)
    state, number, clock = [0] * count, [0] * count, count  # 0 new, 1 on the path, 2 done; when each was done
    for root in range(count):
        if state[root]:
            continue
        state[root], stack = 1, [(root, iter(heads[root]))]
        while stack:
            node, rest = stack[-1]
            head = next((head for head in rest if not state[head]), None)
            if head is None:
                stack.pop()
                state[node], clock = 2, clock - 1
                number[node] = clock
            else:
                state[head] = 1
                stack.append((head, iter(heads[head])))
    # Without a cycle, a node is done after all that it points to.
    return [(t, h) if number[t] < number[h] else (h, t) for t, h in edges if t != h]


def _with_dummies(edges, kinds, layer, nest):
    """Split edges that span several layers: each layer between gets a dummy node for the edge to pass through.

    Long edges of one kind from one node share their dummies, if there are many. Dummies are added to `layer`.
    """
    layers = [[] for _ in range(max(layer) + 1)]
    for node, k in enumerate(layer):
        layers[k].append(node)
    long_edges = {}
    for (tail, head), kind in zip(edges, kinds, strict=True):
        if abs(layer[head] - layer[tail]) > 1:
            long_edges[tail, kind] = long_edges.get((tail, kind), 0) + 1

    def dummy(k, tail, head):
        layer.append(k)
        layers[k].append(len(layer) - 1)
        nest.add_dummy(len(layer) - 1, k, tail, head)
        return len(layer) - 1

    chains, trunks, room = [], {}, len(layer) + MOST_DUMMIES
    for (tail, head), kind in zip(edges, kinds, strict=True):
        step = 1 if layer[head] > layer[tail] else -1
        between = range(layer[tail] + step, layer[head], step) if tail != head else ()
        if long_edges.get((tail, kind), 0) >= BUNDLE and len(between) and len(layer) < room:
            for k in between:
                if (tail, kind, k) not in trunks:
                    trunks[tail, kind, k] = dummy(k, tail, tail)
            chains.append([tail, *(trunks[tail, kind, k] for k in between), head])
        elif len(layer) + len(between) < room:
            chains.append([tail, *(dummy(k, tail, head) for k in between), head])
        else:
            chains.append([tail, head])
    for k, filler in nest.fillers():
        layer.append(k)
        layers[k].append(len(layer) - 1)
        nest.add(len(layer) - 1, filler)
    return layers, chains


def _neighbours(chains, layer):
    """Return the neighbours of each node in the layers above and in those below."""
    up, down = [[] for _ in layer], [[] for _ in layer]
    pairs = dict.fromkeys(pair for chain in chains for pair in itertools.pairwise(chain))
    for one, other in pairs:
        if layer[one] != layer[other]:
            above, below = (one, other) if layer[one] < layer[other] else (other, one)
            down[above].append(below)
            up[below].append(above)
    return up, down


def _order(layers, up, down, nest):
    """Sort each layer by the mean position of its neighbours, sweeping up and down; keep the best order."""
    place = [0.0] * len(up)  # where a node is in its layer, from 0 to 1
    layers = [nest.sort(nodes, place) for nodes in _settle(layers, place)]
    best, fewest, since = layers, _crossings(layers, down), 0
    for sweep in range(SWEEPS if len(up) <= LARGE else FEW_SWEEPS):
        if not fewest or since == 4:
            break
        near = down if sweep % 2 == 0 else up
        layers = _settle(layers, place)
        nest.measure(place)
        for k in range(len(layers) - 1, -1, -1) if sweep % 2 == 0 else range(len(layers)):
            wanted = {n: sum([place[m] for m in near[n]]) / len(near[n]) if near[n] else place[n] for n in layers[k]}
            layers[k] = nest.sort(layers[k], wanted)
            _number(layers[k], place)
        crossings = _crossings(layers, down)
        since += 1
        if crossings < fewest:
            best, fewest, since = layers, crossings, 0
    return best


def _settle(layers, place):
    for nodes in layers:
        _number(nodes, place)
    return list(layers)


def _number(nodes, place):
    for k, node in enumerate(nodes):
        place[node] = (k + 0.5) / len(nodes)


def _crossings(layers, down):
    """Count the pairs of edges between neighbouring layers that cross, in O(E log E).

    Edges come in the order of their upper ends. Each crosses the earlier ones whose lower end is further to the right;
    how many there are is counted in a tree of partial sums (Barth, Jünger and Mutzel 2004).
    """
    count = 0
    for above, below in itertools.pairwise(layers):
        place = {node: k for k, node in enumerate(below)}
        ends = [k for node in above for k in sorted([place[n] for n in down[node] if n in place])]
        size = 1 << len(below).bit_length()
        sums = [0] * (2 * size)
        for end in ends:
            node = end + size
            sums[node] += 1
            while node > 1:
                if node % 2 == 0:
                    count += sums[node + 1]
                node //= 2
                sums[node] += 1
    return count


def _positions(layers, up, down, widths):
    """Give every node an x: near its neighbours, in the order of its layer, and with room between the boxes."""
    x = [0.0] * len(up)
    for nodes in layers:
        position = 0.0
        for node in nodes:
            x[node] = position + widths[node] / 2
            position += widths[node] + NODE_GAP
    for sweep in range(2 * (SWEEPS if len(up) <= LARGE else FEW_SWEEPS)):
        first, second = (down, up) if sweep % 2 == 0 else (up, down)
        moved = 0.0
        for nodes in reversed(layers) if sweep % 2 == 0 else layers:
            wanted = []
            for node in nodes:
                near = first[node] or second[node]
                wanted.append(sum([x[n] for n in near]) / len(near) if near else x[node])
            if len(nodes) > 1:
                wanted = spread([widths[n] for n in nodes], wanted)
            for node, place in zip(nodes, wanted, strict=True):
                moved = max(moved, abs(x[node] - place))
                x[node] = place
        if moved < 0.5:
            break
    return x


def _align(layers, down, before, after, x):
    """Put what points to one node only exactly above it, where little is missing."""
    for node in itertools.chain.from_iterable(reversed(layers)):
        if len(down[node]) == 1 and abs(x[down[node][0]] - x[node]) <= NODE_GAP / 2:
            low, high = _limits(node, before, after, x)
            x[node] = min(max(x[down[node][0]], low), high)


def _limits(node, before, after, x):
    """Return between which x a node has room."""
    low = max((x[other] + room for other, room in before.get(node, ())), default=-math.inf)
    return low, min((x[other] - room for other, room in after.get(node, ())), default=math.inf)


def _straighten(chains, up, down, before, after, x):
    """Put nodes in a row, and the dummies of each long edge, above each other as far as there is room."""
    for run in _runs(up, down):
        _put_in_line(run, x[run[0]] if len(up[run[0]]) > 1 else x[run[-1]], before, after, x)
    seen = set()
    for tail, *inner, head in chains:
        run = [node for node in inner if node not in seen]
        seen.update(run)
        if run:
            _put_in_line(
                run, x[head] if len(inner) == 1 else x[tail] if run[0] == inner[0] else x[run[0]], before, after, x
            )


def _runs(up, down):
    """Yield the rows of nodes in which each leads to the next one only, and that comes from it only."""
    for first in range(len(up)):
        if len(up[first]) == 1 and len(down[up[first][0]]) == 1:
            continue
        run = [first]
        while len(down[run[-1]]) == 1 and len(up[down[run[-1]][0]]) == 1:
            run.append(down[run[-1]][0])
        if len(run) > 1:
            yield run


def _put_in_line(run, wanted, before, after, x):
    """Give the nodes one x, as near as possible to the one that is wanted; where there is no room, several parts do."""
    part, low, high = [], -math.inf, math.inf
    for node in [*run, None]:
        left, right = (math.inf, -math.inf) if node is None else _limits(node, before, after, x)
        if part and max(low, left) > min(high, right):
            for one in part:
                x[one] = min(max(wanted, low), high)
            part, low, high = [], -math.inf, math.inf
        part, low, high = [*part, node], max(low, left), min(high, right)


def spread(widths, wanted, gap=NODE_GAP):
    """Return the positions nearest to `wanted` (least squares) that keep the order and the gaps.

    Source: the pool adjacent violators algorithm, on the positions less the room that the nodes before need. A node
    without width is a long edge's, and counts four times: long edges are straight.
    """
    offsets, room = [], 0.0
    for width in widths:
        room += width / 2
        offsets.append(room)
        room += width / 2 + gap
    blocks = []  # [weighted sum of wanted, weight, count]
    for want, offset, width in zip(wanted, offsets, widths, strict=True):
        weight = 1 if width else 4
        blocks.append([(want - offset) * weight, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, weight, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += weight
            blocks[-1][2] += count
    flat = [total / weight for total, weight, count in blocks for _ in range(count)]
    return [value + offset for value, offset in zip(flat, offsets, strict=True)]
