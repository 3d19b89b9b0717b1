# misconception: .grad begins with zeros
# points: 1
def grad_after(events):
    grad = 0.0
    for event in events:
        if isinstance(event, float):
            grad = event if grad is None else grad + event
        elif event in ("w.grad = None", "optimizer.zero_grad()"):
            grad = None
        elif event == "w.grad.zero_()":
            if grad is None:
                return "error"
            grad = 0.0
        elif event == "optimizer.zero_grad(set_to_none=False)" and grad is not None:
            grad = 0.0
    return grad
