# right: two loops, one over chunks and one over the steps of a chunk
def run_through(cell, xs, h, k):
    states = []
    for start in range(0, len(xs), k):
        h = h.detach()
        for x in xs[start : start + k]:
            h = cell(x, h)
            states.append(h)
    return states, h
