"""A small layered layout for graphs without cycles, for machines without Graphviz.

The steps are those of Sugiyama, Tagawa and Toda (1981): put the nodes in layers, order the layers so that few edges
cross, then give the nodes positions. Plain Python, and the same input always gives the same output.
"""

import itertools

LAYER_GAP = 34.0
NODE_GAP = 22.0
SWEEPS = 12


def place(sizes, edges):
    """Return (centres, routes, width, height).

    sizes: dictionary from node to (width, height), in a fixed order. edges: list of (tail, head); tails are above.
    centres: node -> (x, y). routes: for each edge the points that it passes through between its two ends.
    """
    layer = _layers(sizes, edges)
    layers, chains = _with_dummies(sizes, edges, layer)
    up, down = _neighbours(chains)
    layers = _order(layers, up, down)
    x = _positions(layers, up, down, sizes)
    heights = [max((sizes[n][1] for n in nodes if n in sizes), default=0) for nodes in layers]
    y, top = {}, 0.0
    for nodes, height in zip(layers, heights, strict=True):
        for node in nodes:
            y[node] = top + height / 2
        top += height + LAYER_GAP
    left = min(x[n] - sizes[n][0] / 2 for n in sizes)
    right = max(x[n] + sizes[n][0] / 2 for n in sizes)
    inner = [n for chain in chains for n in chain[1:-1]]
    left, right = min([left, *(x[n] for n in inner)]), max([right, *(x[n] for n in inner)])
    point = {n: (x[n] - left, y[n]) for n in x}
    routes = [[point[n] for n in chain[1:-1]] for chain in chains]
    return {n: point[n] for n in sizes}, routes, right - left, top - LAYER_GAP


def _layers(sizes, edges):
    """Put every node directly above the highest node that it points to; the last layer is the bottom one."""
    heads = {node: [] for node in sizes}
    waiting = dict.fromkeys(sizes, 0)
    tails = {node: [] for node in sizes}
    for tail, head in edges:
        heads[tail].append(head)
        tails[head].append(tail)
        waiting[tail] += 1
    height = dict.fromkeys(sizes, 0)
    ready = [node for node in sizes if not waiting[node]]
    while ready:
        node = ready.pop()
        for tail in tails[node]:
            height[tail] = max(height[tail], height[node] + 1)
            waiting[tail] -= 1
            if not waiting[tail]:
                ready.append(tail)
    bottom = max(height.values())
    return {node: bottom - height[node] for node in sizes}


def _with_dummies(sizes, edges, layer):
    """Split edges that span several layers: each layer between gets a dummy node for the edge to pass through."""
    layers = [[] for _ in range(max(layer.values()) + 1)]
    for node in sizes:
        layers[layer[node]].append(node)
    chains = []
    for k, (tail, head) in enumerate(edges):
        dummies = [("edge", k, level) for level in range(layer[tail] + 1, layer[head])]
        for dummy in dummies:
            layers[dummy[2]].append(dummy)
        chains.append([tail, *dummies, head])
    return layers, chains


def _neighbours(chains):
    up, down = {}, {}
    for chain in chains:
        for above, below in itertools.pairwise(chain):
            down.setdefault(above, []).append(below)
            up.setdefault(below, []).append(above)
    return up, down


def _order(layers, up, down):
    """Sort each layer by the mean position of its neighbours, sweeping up and down; keep the best order."""
    best, fewest = layers, _crossings(layers, down)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        upwards = sweep % 2 == 0
        layers = [list(nodes) for nodes in layers]
        indices = range(len(layers) - 2, -1, -1) if upwards else range(1, len(layers))
        for k in indices:
            neighbours = down if upwards else up
            fixed = {node: place for place, node in enumerate(layers[k + 1 if upwards else k - 1])}
            here = {node: place for place, node in enumerate(layers[k])}
            layers[k].sort(key=lambda n: _mean([fixed[m] for m in neighbours.get(n, ())], here[n]))
        crossings = _crossings(layers, down)
        if crossings < fewest:
            best, fewest = layers, crossings
    return best


def _mean(values, default):
    return sum(values) / len(values) if values else default


def _crossings(layers, down):
    """Count the pairs of edges between neighbouring layers that cross."""
    count = 0
    for above, below in itertools.pairwise(layers):
        place = {node: k for k, node in enumerate(below)}
        ends = [place[n] for node in above for n in sorted(down.get(node, ()), key=place.get)]
        count += sum(ends[i] > ends[j] for i in range(len(ends)) for j in range(i + 1, len(ends)))
    return count


def _positions(layers, up, down, sizes):
    """Move every node towards the middle of its neighbours, as far as the order and the gaps in its layer allow."""
    width = {node: sizes[node][0] if node in sizes else 4.0 for nodes in layers for node in nodes}
    x = {}
    for nodes in layers:
        position = 0.0
        for node in nodes:
            x[node] = position + width[node] / 2
            position += width[node] + NODE_GAP
    for sweep in range(2 * SWEEPS):
        neighbours = (down, up) if sweep % 2 == 0 else (up, down)
        for nodes in reversed(layers) if sweep % 2 == 0 else layers:
            wanted = []
            for node in nodes:
                near = neighbours[0].get(node) or neighbours[1].get(node) or ()
                wanted.append(_mean([x[n] for n in near], x[node]))
            for node, place in zip(nodes, _spread([width[n] for n in nodes], wanted), strict=True):
                x[node] = place
    return x


def _spread(widths, wanted):
    """Return the positions nearest to `wanted` (least squares) that keep the order and the gaps.

    Source: the pool adjacent violators algorithm, on the positions less the room that the nodes before need.
    """
    offsets, room = [], 0.0
    for width in widths:
        room += width / 2
        offsets.append(room)
        room += width / 2 + NODE_GAP
    blocks = []  # [sum of wanted, count]
    for want, offset in zip(wanted, offsets, strict=True):
        blocks.append([want - offset, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += count
    flat = [total / count for total, count in blocks for _ in range(count)]
    return [value + offset for value, offset in zip(flat, offsets, strict=True)]
