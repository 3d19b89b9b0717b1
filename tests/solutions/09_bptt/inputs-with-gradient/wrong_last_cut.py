# misconception: the last cut counts, wherever the loss is
# points: 0
def inputs_with_gradient(length, cuts, loss_at):
    first = max(cuts, default=0)
    return sorted({s for t in loss_at for s in range(first, t + 1)})
