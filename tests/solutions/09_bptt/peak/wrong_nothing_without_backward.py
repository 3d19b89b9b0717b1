# misconception: nothing is saved without a backward()
# points: 0
def peak(lengths, cut, backward):
    if backward.startswith("never"):
        return 0
    if backward == "each chunk" and not cut and len(lengths) > 1:
        return None
    if cut and backward != "at the end":
        return max(lengths) + 1
    return sum(lengths) + 1
