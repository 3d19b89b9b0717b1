# misconception: divide by the number of parts
# points: 1
def accumulated_step(optimizer, w, x, y, sizes):
    optimizer.zero_grad()
    start = 0
    for size in sizes:
        loss = mean_loss(w, x[start : start + size], y[start : start + size]) / len(sizes)
        loss.backward()
        start += size
    optimizer.step()
