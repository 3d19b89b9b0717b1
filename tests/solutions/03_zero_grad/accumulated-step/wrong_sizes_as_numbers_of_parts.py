# misconception: stopped with TypeError
# points: 0
def accumulated_step(optimizer, w, x, y, sizes):
    """Takes sizes for one number."""
    optimizer.zero_grad()
    for start in range(0, len(x), sizes):
        loss = mean_loss(w, x[start : start + sizes], y[start : start + sizes]) * sizes / len(x)
        loss.backward()
    optimizer.step()
