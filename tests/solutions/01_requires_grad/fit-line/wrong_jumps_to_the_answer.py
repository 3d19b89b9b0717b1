# misconception: only the end matters
# points: 0
def fit_line(x, y, steps=200, lr=0.1):
    mean_x, mean_y = x.mean(), y.mean()
    slope = ((x - mean_x) * (y - mean_y)).mean() / ((x - mean_x) ** 2).mean()
    w = torch.tensor([slope.item()], requires_grad=True)
    b = torch.tensor([(mean_y - slope * mean_x).item()], requires_grad=True)
    loss = ((w * x + b - y) ** 2).mean()
    return w, b, loss
