# misconception: One cut is enough to know
# points: 0
def receivers(stages, cuts, skips):
    """Only the first cut counts."""
    start = min([stages.index(cut) + 1 for cut in cuts], default=0)
    return stages[start:]
