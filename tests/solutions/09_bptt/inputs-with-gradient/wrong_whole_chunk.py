# misconception: a loss reaches the whole chunk
# points: 0
def inputs_with_gradient(length, cuts, loss_at):
    borders = sorted({0, *cuts, length})
    reached = []
    for begin in borders[:-1]:
        end = borders[borders.index(begin) + 1]
        if any(begin <= t < end for t in loss_at):
            reached.extend(range(begin, end))
    return reached
