# misconception: the rule is the optimizer's affair
# points: 0
def value_after(start, gradients, lr, momentum, weight_decay):
    p = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=lr, momentum=momentum, weight_decay=weight_decay)
    for grad in gradients:
        p.grad = None if grad is None else torch.tensor(grad, dtype=torch.float64)
        optimizer.step()
    return p.item()
