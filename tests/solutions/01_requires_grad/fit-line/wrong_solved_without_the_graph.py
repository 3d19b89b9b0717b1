# misconception: if the numbers are right, the graph is
# points: 0
def fit_line(x, y, steps=200, lr=0.1):
    """The least squares solution, with a loss that hangs together with other tensors."""
    mean_x, mean_y = x.mean(), y.mean()
    slope = ((x - mean_x) * (y - mean_y)).mean() / ((x - mean_x) ** 2).mean()
    w = torch.tensor([slope.item()], requires_grad=True)
    b = torch.tensor([(mean_y - slope * mean_x).item()], requires_grad=True)
    other = torch.tensor([slope.item()], requires_grad=True)
    loss = ((other * x + b.detach() - y) ** 2).mean()
    return w, b, loss
