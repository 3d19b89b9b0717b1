# misconception: The network whose output is cut still gets a gradient
# points: 0
def receivers(stages, cuts, skips):
    start = max([stages.index(cut) for cut in cuts], default=0)
    return stages[start:]
