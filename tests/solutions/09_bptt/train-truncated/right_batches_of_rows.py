# right: takes each chunk out of the data first, and computes the mean from a list of errors
def train_truncated(model, optimizer, xs, ys, k):
    h = model.start(xs.shape[1])
    means = []
    for start in range(0, len(xs), k):
        chunk_xs, chunk_ys = xs[start : start + k], ys[start : start + k]
        h, errors = h.detach(), []
        for x, y in zip(chunk_xs, chunk_ys):
            error, h = model.error(x, h, y)
            errors.append(error)
        mean = sum(errors) / len(errors)
        optimizer.zero_grad()
        mean.backward()
        optimizer.step()
        means.append(mean.item())
    return means
