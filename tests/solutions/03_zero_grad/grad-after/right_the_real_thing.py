# right: a real weight, and each line done for real
def grad_after(events):
    w = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    for event in events:
        if isinstance(event, float):
            (w * event).backward()
        else:
            try:
                exec(event, {"w": w, "optimizer": optimizer})
            except AttributeError:
                return "error"
    return w.grad if w.grad is None else w.grad.item()
