# misconception: only the result matters
# points: 0
def accumulated_step(optimizer, w, x, y, sizes):
    optimizer.zero_grad()
    mean_loss(w, x, y).backward()
    optimizer.step()
