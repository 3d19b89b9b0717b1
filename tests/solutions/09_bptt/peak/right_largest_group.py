# right: puts the chunks into groups that are held together, and takes the largest group
def peak(lengths, cut, backward):
    if "no_grad" in backward:
        return 0
    if backward == "each chunk" and not cut and len(lengths) > 1:
        return None
    held_together = [lengths] if not cut or backward == "at the end" else [[length] for length in lengths]
    return max(sum(group) for group in held_together) + 1
