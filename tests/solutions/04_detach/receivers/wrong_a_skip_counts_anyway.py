# misconception: A skip counts wherever it ends
# points: 0
def receivers(stages, cuts, skips):
    reached = {stages[-1]}
    for k in reversed(range(len(stages) - 1)):
        if (stages[k + 1] in reached and stages[k] not in cuts) or stages[k] in [start for start, _ in skips]:
            reached.add(stages[k])
    return [stage for stage in stages if stage in reached]
