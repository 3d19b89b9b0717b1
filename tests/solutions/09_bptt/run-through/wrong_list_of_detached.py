# misconception: a state in a list must be detached
# points: 0
def run_through(cell, xs, h, k):
    states = []
    for t, x in enumerate(xs):
        if t % k == 0:
            h = h.detach()
        h = cell(x, h)
        states.append(h.detach())
    return states, h
