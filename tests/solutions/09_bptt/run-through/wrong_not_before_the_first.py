# misconception: the first chunk needs no cut
# points: 0
def run_through(cell, xs, h, k):
    states = []
    for t, x in enumerate(xs):
        if t > 0 and t % k == 0:
            h = h.detach()
        h = cell(x, h)
        states.append(h)
    return states, h
