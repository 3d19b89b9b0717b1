# misconception: the last loss decides
# points: 0
def inputs_with_gradient(length, cuts, loss_at):
    last = max(loss_at)
    first = max([cut for cut in cuts if cut <= last], default=0)
    return list(range(first, last + 1))
