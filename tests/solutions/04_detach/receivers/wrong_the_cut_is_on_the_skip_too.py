# misconception: A cut also cuts the skip
# points: 0
def receivers(stages, cuts, skips):
    reached = {stages[-1]}
    for k in reversed(range(len(stages) - 1)):
        uses = [stages[k + 1], *[end for start, end in skips if start == stages[k]]]
        if stages[k] not in cuts and any(use in reached for use in uses):
            reached.add(stages[k])
    return [stage for stage in stages if stage in reached]
