# misconception: detach_() cuts only what comes after
# points: 0
def run_through(cell, xs, h, k):
    states = []
    h = h.detach()
    for t, x in enumerate(xs):
        if t % k == 0:
            h.detach_()
        h = cell(x, h)
        states.append(h)
    return states, h
