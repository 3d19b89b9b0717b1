# misconception: one step of the optimizer at the end is the same
# points: 1
def train_truncated(model, optimizer, xs, ys, k):
    h, errors = model.start(xs.shape[1]), []
    optimizer.zero_grad()
    for start in range(0, len(xs), k):
        steps = range(start, min(start + k, len(xs)))
        h = h.detach()
        loss = 0
        for t in steps:
            error, h = model.error(xs[t], h, ys[t])
            loss = loss + error / len(steps)
        loss.backward()
        errors.append(loss.item())
    optimizer.step()
    return errors
