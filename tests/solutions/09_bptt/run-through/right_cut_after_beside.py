# right: cuts the first state, and after a chunk a name of its own, never the state that is returned
def run_through(cell, xs, h, k):
    states, before = [], h.detach()
    for t, x in enumerate(xs):
        states.append(cell(x, before))
        before = states[-1].detach() if (t + 1) % k == 0 else states[-1]
    return states, states[-1]
