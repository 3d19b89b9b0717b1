# misconception: the state is cut in every step
# points: 0
def run_through(cell, xs, h, k):
    states = []
    for x in xs:
        h = cell(x, h.detach())
        states.append(h)
    return states, h
