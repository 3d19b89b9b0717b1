# misconception: fitting one example is enough
# points: 0
def fit_line(x, y, steps=200, lr=0.1):
    w = torch.tensor([2.0], requires_grad=True)
    b = torch.tensor([1.0], requires_grad=True)
    loss = ((w * x + b - y) ** 2).mean()
    return w, b, loss
