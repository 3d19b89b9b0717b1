# misconception: a flag on the loss mends a broken graph
# points: 0
def fit_line(x, y, steps=200, lr=0.1):
    w = torch.zeros(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        with torch.no_grad():
            residuals = w * x + b - y
            loss = (residuals**2).mean()
            w -= lr * 2 * (residuals * x).mean()
            b -= lr * 2 * residuals.mean()
        loss.requires_grad = True
    return w, b, loss
