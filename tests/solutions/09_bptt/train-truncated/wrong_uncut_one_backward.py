# misconception: one backward at the end needs no cut
# points: 0
def train_truncated(model, optimizer, xs, ys, k):
    h, errors = model.start(xs.shape[1]), []
    total = 0
    for start in range(0, len(xs), k):
        steps = range(start, min(start + k, len(xs)))
        loss = 0
        for t in steps:
            error, h = model.error(xs[t], h, ys[t])
            loss = loss + error / len(steps)
        total = total + loss
        errors.append(loss.item())
    optimizer.zero_grad()
    total.backward()
    optimizer.step()
    return errors
