# right: walks back from each loss, step by step, until a cut
def inputs_with_gradient(length, cuts, loss_at):
    reached = [False] * length
    for t in loss_at:
        reached[t] = True
        while t > 0 and t not in cuts:
            t -= 1
            reached[t] = True
    return [t for t in range(length) if reached[t]]
