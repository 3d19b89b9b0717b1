# misconception: item() lets go of all that came before
# points: 0
def peak(lengths, cut, backward):
    if backward == "never, no_grad":
        return 0
    if backward == "each chunk" and not cut and len(lengths) > 1:
        return None
    if (cut or backward == "never") and backward != "at the end":
        return max(lengths) + 1
    return sum(lengths) + 1
