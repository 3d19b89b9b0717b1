# misconception: the last chunk counts
# points: 0
def peak(lengths, cut, backward):
    if backward == "never, no_grad":
        return 0
    if backward == "each chunk" and not cut and len(lengths) > 1:
        return None
    if cut and backward != "at the end":
        return lengths[-1] + 1
    return sum(lengths) + 1
