# right: an input is reached if a loss of the same chunk comes at its step or later
def inputs_with_gradient(length, cuts, loss_at):
    chunk = [sum(cut <= t for cut in cuts) for t in range(length)]
    return [s for s in range(length) if any(s <= t and chunk[s] == chunk[t] for t in loss_at)]
