# right: goes through the program and counts
def peak(lengths, cut, backward):
    if backward == "never, no_grad":
        return 0
    held = most = 0
    freed = False  # the chunk before has been freed, and h leads into it
    for length in lengths:
        if cut and backward != "at the end":
            held = 0
        if freed and not cut:
            return None
        held += length
        most = max(most, held)
        if backward == "each chunk":
            freed = True
    return most + 1
