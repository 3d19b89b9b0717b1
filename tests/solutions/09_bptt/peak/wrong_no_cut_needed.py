# misconception: a backward per chunk needs no cut
# points: 0
def peak(lengths, cut, backward):
    if backward == "never, no_grad":
        return 0
    if backward == "each chunk":
        return max(lengths) + 1
    if cut and backward != "at the end":
        return max(lengths) + 1
    return sum(lengths) + 1
