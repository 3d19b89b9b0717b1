# misconception: what does not fill a chunk is left out
# points: 2
def train_truncated(model, optimizer, xs, ys, k):
    h, errors = model.start(xs.shape[1]), []
    for start in range(0, len(xs) // k * k, k):
        steps = range(start, start + k)
        h = h.detach()
        loss = 0
        for t in steps:
            error, h = model.error(xs[t], h, ys[t])
            loss = loss + error / len(steps)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        errors.append(loss.item())
    return errors
