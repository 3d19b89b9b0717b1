# misconception: what is not needed any more goes by itself
# points: 3
def train_truncated(model, optimizer, xs, ys, k):
    h, losses = model.start(xs.shape[1]), []
    for start in range(0, len(xs), k):
        steps = range(start, min(start + k, len(xs)))
        h = h.detach()
        loss = 0
        for t in steps:
            error, h = model.error(xs[t], h, ys[t])
            loss = loss + error / len(steps)
        losses.append(loss)
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()
    return [loss.item() for loss in losses]
