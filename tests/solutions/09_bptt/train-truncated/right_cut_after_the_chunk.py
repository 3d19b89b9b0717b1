# right: one loop over the steps; the cut comes after each chunk, since the last state is not asked for
def train_truncated(model, optimizer, xs, ys, k):
    h, total, count, means = model.start(xs.shape[1]), 0.0, 0, []
    for t in range(len(xs)):
        error, h = model.error(xs[t], h, ys[t])
        total, count = total + error, count + 1
        if count == k or t == len(xs) - 1:
            loss = total / count
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            means.append(float(loss))
            h, total, count = h.detach(), 0.0, 0
    return means
