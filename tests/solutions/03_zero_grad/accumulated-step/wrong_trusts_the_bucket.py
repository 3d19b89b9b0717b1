# misconception: the bucket is empty to begin with
# points: 2
def accumulated_step(optimizer, w, x, y, sizes):
    start = 0
    for size in sizes:
        loss = mean_loss(w, x[start : start + size], y[start : start + size]) * (size / len(x))
        loss.backward()
        start += size
    optimizer.step()
