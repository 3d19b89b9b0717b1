# misconception: stopped with AttributeError
# points: 1
def grad_after(events):
    """Does each line for real, and forgets that one of them can fail."""
    w = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    for event in events:
        if isinstance(event, float):
            (w * event).backward()
        else:
            exec(event, {"w": w, "optimizer": optimizer})
    return None if w.grad is None else w.grad.item()
