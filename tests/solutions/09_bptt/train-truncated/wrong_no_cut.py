# misconception: carrying the state over carries numbers only
# points: 0
def train_truncated(model, optimizer, xs, ys, k):
    h, errors = model.start(xs.shape[1]), []
    for start in range(0, len(xs), k):
        steps = range(start, min(start + k, len(xs)))
        loss = 0
        for t in steps:
            error, h = model.error(xs[t], h, ys[t])
            loss = loss + error / len(steps)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        errors.append(loss.item())
    return errors
