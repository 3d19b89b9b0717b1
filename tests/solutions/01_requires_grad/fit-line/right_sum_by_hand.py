# right: element by element, with tensors
def fit_line(x, y, steps=200, lr=0.1):
    w = torch.zeros(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        prediction = w * x + b
        total = 0.0
        for k in range(len(x)):
            total = total + (prediction[k] - y[k]) ** 2
        loss = total / len(x)
        loss.backward()
        with torch.no_grad():
            for weight in (w, b):
                weight -= lr * weight.grad
                weight.grad = None
    return w, b, loss
