# misconception: a cut stops nothing
# points: 0
def inputs_with_gradient(length, cuts, loss_at):
    return list(range(max(loss_at) + 1))
