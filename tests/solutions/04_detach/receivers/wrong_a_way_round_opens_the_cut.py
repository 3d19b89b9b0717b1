# misconception: A way round the cut opens the cut
# points: 0
def receivers(stages, cuts, skips):
    """A cut with a skip over it does not count."""
    place = {stage: k for k, stage in enumerate(stages)}
    closed = [cut for cut in cuts if not any(place[a] <= place[cut] < place[b] for a, b in skips)]
    start = max([place[cut] + 1 for cut in closed], default=0)
    return stages[start:]
