# misconception: the last error of a chunk is enough
# points: 2
def train_truncated(model, optimizer, xs, ys, k):
    h, errors = model.start(xs.shape[1]), []
    for start in range(0, len(xs), k):
        steps = range(start, min(start + k, len(xs)))
        h = h.detach()
        for t in steps:
            loss, h = model.error(xs[t], h, ys[t])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        errors.append(loss.item())
    return errors
