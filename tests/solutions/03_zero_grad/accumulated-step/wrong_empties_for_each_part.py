# misconception: empty before every backward
# points: 0
def accumulated_step(optimizer, w, x, y, sizes):
    start = 0
    for size in sizes:
        optimizer.zero_grad()
        loss = mean_loss(w, x[start : start + size], y[start : start + size]) * (size / len(x))
        loss.backward()
        start += size
    optimizer.step()
