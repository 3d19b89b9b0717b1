# misconception: the cut frees what came before
# points: 0
def peak(lengths, cut, backward):
    if backward == "never, no_grad":
        return 0
    if backward == "each chunk" and not cut and len(lengths) > 1:
        return None
    if cut:
        return max(lengths) + 1
    return sum(lengths) + 1
