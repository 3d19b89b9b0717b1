# right: hooks at the leaf itself, a model in place of single tensors, and errors that count
def experiment_4():
    w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    handle = w.register_hook(lambda gradient: -gradient)
    (w * w).sum().backward()
    turned = w.grad
    handle.remove()
    w.grad = None
    (w * w).sum().backward()
    return torch.equal(turned, -w.grad)


def experiment_5():
    model, total = torch.nn.Linear(3, 2), 0
    for _ in range(3):
        loss = torch.nn.functional.mse_loss(model(torch.ones(4, 3)), torch.zeros(4, 2))
        try:
            total += loss.data[0]
        except IndexError:
            return False
    return type(total) is float


def experiment_6():
    model = torch.nn.Linear(3, 2)
    for factor in (0.001, 1000.0):
        model.zero_grad()
        (model(torch.ones(4, 3)).sum() * factor).backward()
        before = [p.grad.clone() for p in model.parameters()]
        returned = torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        total = sum((p.grad**2).sum().item() for p in model.parameters()) ** 0.5
        if factor < 1 and not all(torch.allclose(p.grad, b) for p, b in zip(model.parameters(), before)):
            return False
        if factor > 1 and abs(total - 1) > 0.001:
            return False
        if abs(total - float(returned)) > 0.001:
            return False
    return True
