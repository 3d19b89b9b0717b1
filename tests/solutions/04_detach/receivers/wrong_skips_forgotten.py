# misconception: A cut stops everything before it
# points: 0
def receivers(stages, cuts, skips):
    start = max([stages.index(cut) + 1 for cut in cuts], default=0)
    return stages[start:]
