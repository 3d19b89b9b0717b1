# misconception: w = w - ... changes the weight
# points: 0
def fit_line(x, y, steps=200, lr=0.1):
    w = torch.zeros(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        w, b = w.detach().requires_grad_() + 0, b.detach().requires_grad_() + 0
        first, second = w.grad_fn.next_functions[0][0].variable, b.grad_fn.next_functions[0][0].variable
        loss = ((w * x + b - y) ** 2).mean()
        loss.backward()
        w, b = w - lr * first.grad, b - lr * second.grad
    return w, b, loss
