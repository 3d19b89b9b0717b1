# misconception: the gradient comes back to the first cut
# points: 0
def inputs_with_gradient(length, cuts, loss_at):
    reached = set()
    for t in loss_at:
        before = [cut for cut in sorted(cuts) if cut <= t]
        reached |= set(range(before[0] if before else 0, t + 1))
    return sorted(reached)
