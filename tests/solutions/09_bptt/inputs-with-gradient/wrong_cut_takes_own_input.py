# misconception: the input of the step that is cut goes too
# points: 0
def inputs_with_gradient(length, cuts, loss_at):
    reached = set()
    for t in loss_at:
        first = max([cut + 1 for cut in cuts if cut <= t], default=0)
        reached.update(range(first, t + 1))
    return sorted(reached)
