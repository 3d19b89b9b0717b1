# misconception: to cut means to begin with zeros
# points: 0
def run_through(cell, xs, h, k):
    states = []
    h = h.detach()
    for t, x in enumerate(xs):
        if t > 0 and t % k == 0:
            h = torch.zeros(())
        h = cell(x, h)
        states.append(h)
    return states, h
