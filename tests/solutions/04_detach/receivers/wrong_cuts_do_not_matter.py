# misconception: A cut changes nothing for the networks before it
# points: 0
def receivers(stages, cuts, skips):
    return list(stages)  # all of them were used to compute the loss
