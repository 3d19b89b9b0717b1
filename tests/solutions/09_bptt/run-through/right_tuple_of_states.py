# right: the states come as a tuple, and the pair as a list
def run_through(cell, xs, h, k):
    states = ()
    for start in range(0, len(xs), k):
        h = h.detach()
        for x in xs[start : start + k]:
            h = cell(x, h)
            states += (h,)
    return [states, h]
