# misconception: numbers can be added up instead of tensors
# points: 0
def train_truncated(model, optimizer, xs, ys, k):
    h, errors = model.start(xs.shape[1]), []
    for start in range(0, len(xs), k):
        steps = range(start, min(start + k, len(xs)))
        h = h.detach()
        loss = 0
        for t in steps:
            error, h = model.error(xs[t], h, ys[t])
            loss = loss + error.item() / len(steps)
        optimizer.zero_grad()
        torch.tensor(loss).backward()
        optimizer.step()
        errors.append(loss)
    return errors
