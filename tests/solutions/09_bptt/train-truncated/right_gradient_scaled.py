# right: adds up the gradient of the sum and divides it before the step
def train_truncated(model, optimizer, xs, ys, k):
    state, means = model.start(xs.shape[1]), []
    for first in range(0, len(xs), k):
        last = min(first + k, len(xs))
        h, loss = state.detach(), torch.tensor(0.0, dtype=state.dtype)
        for t in range(first, last):
            error, h = model.error(xs[t], h, ys[t])
            loss = loss + error
        model.zero_grad()
        loss.backward()
        for parameter in model.parameters():
            parameter.grad /= last - first
        optimizer.step()
        state = h
        means.append(loss.item() / (last - first))
    return means
