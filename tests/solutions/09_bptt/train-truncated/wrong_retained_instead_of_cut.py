# misconception: retain_graph=True takes the place of the cut
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
        loss.backward(retain_graph=True)
        optimizer.step()
        errors.append(loss.item())
    return errors
