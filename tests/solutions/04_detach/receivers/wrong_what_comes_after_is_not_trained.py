# misconception: What comes after a cut is not trained
# points: 0
def receivers(stages, cuts, skips):
    """Takes the cut for something that stops the networks behind it."""
    found = []
    for stage in stages:
        found.append(stage)
        if stage in cuts:
            break
    return found
