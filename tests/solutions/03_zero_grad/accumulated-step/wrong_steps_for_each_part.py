# misconception: a step belongs to every backward
# points: 0
def accumulated_step(optimizer, w, x, y, sizes):
    optimizer.zero_grad()
    start = 0
    for size in sizes:
        loss = mean_loss(w, x[start : start + size], y[start : start + size]) * (size / len(x))
        loss.backward()
        optimizer.step()
        start += size
