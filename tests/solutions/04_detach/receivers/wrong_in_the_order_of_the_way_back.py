# misconception: their order is not
# points: 0
def receivers(stages, cuts, skips):
    """Sorted by name, where the order of the stages was asked for."""
    reached = {stages[-1]}
    for k in reversed(range(len(stages) - 1)):
        uses = [end for start, end in skips if start == stages[k]]
        if (stages[k] not in cuts and stages[k + 1] in reached) or any(use in reached for use in uses):
            reached.add(stages[k])
    return sorted(reached)
