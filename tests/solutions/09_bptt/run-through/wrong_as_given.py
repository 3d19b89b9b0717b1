# misconception: it makes no difference whether the cut stands before a chunk or after it
# points: 0
def run_through(cell, xs, h, k):
    states = []
    for t, x in enumerate(xs):
        h = cell(x, h)
        states.append(h)
        if (t + 1) % k == 0:
            h.detach_()
    return states, h
