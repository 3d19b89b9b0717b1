# misconception: one backward at the end saves memory too
# points: 1
def accumulated_step(optimizer, w, x, y, sizes):
    optimizer.zero_grad()
    total, start = 0, 0
    for size in sizes:
        total = total + mean_loss(w, x[start : start + size], y[start : start + size]) * (size / len(x))
        start += size
    total.backward()
    optimizer.step()
