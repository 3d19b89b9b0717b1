# misconception: setting a flag only silences the error message
# points: 0
def fit_line(x, y, steps=200, lr=0.1):
    w = torch.zeros(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        prediction = w * x + b
        residuals = torch.tensor([p - t for p, t in zip(prediction.tolist(), y.tolist())])
        loss = (residuals**2).mean()
        loss.requires_grad = True
        loss.backward()
        with torch.no_grad():
            for weight in (w, b):
                if weight.grad is not None:
                    weight -= lr * weight.grad
                    weight.grad = None
    return w, b, loss
