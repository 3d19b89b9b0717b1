# misconception: h.detach() on a line of its own cuts h
# points: 0
def run_through(cell, xs, h, k):
    states = []
    for t, x in enumerate(xs):
        if t % k == 0:
            h.detach()
        h = cell(x, h)
        states.append(h)
    return states, h
