# right: the set of those that get one grows until nothing is added
def receivers(stages, cuts, skips):
    arrows = [(stages[k], stages[k + 1]) for k in range(len(stages) - 1) if stages[k] not in cuts] + list(skips)
    found = {stages[-1]}
    while True:
        more = {start for start, end in arrows if end in found} - found
        if not more:
            return [stage for stage in stages if stage in found]
        found |= more
