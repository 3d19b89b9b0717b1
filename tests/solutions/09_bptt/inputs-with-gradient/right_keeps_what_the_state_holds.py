# right: goes forward and keeps, for each state, the inputs that it leads back to
def inputs_with_gradient(length, cuts, loss_at):
    behind, all_reached = set(), set()
    for t in range(length):
        if t in cuts:
            behind = set()
        behind = behind | {t}
        if t in loss_at:
            all_reached |= behind
    return sorted(all_reached)
