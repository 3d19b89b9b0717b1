# right: a clone that is detached in place has others' history neither cut nor shared
def run_through(cell, xs, h, k):
    states = []
    for t in range(len(xs)):
        if t % k == 0:
            h = h.clone()
            h.detach_()
        h = cell(xs[t], h)
        states += [h]
    return states, states[-1]
