# misconception: the gradients of the parts just add up
# points: 0
def accumulated_step(optimizer, w, x, y, sizes):
    optimizer.zero_grad()
    start = 0
    for size in sizes:
        loss = mean_loss(w, x[start : start + size], y[start : start + size])
        loss.backward()
        start += size
    optimizer.step()
