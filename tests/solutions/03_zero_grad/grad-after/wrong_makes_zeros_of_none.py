# misconception: set_to_none=False makes zeros out of None
# points: 1
def grad_after(events):
    grad = None
    for event in events:
        if isinstance(event, float):
            grad = event if grad is None else grad + event
        elif event in ("w.grad = None", "optimizer.zero_grad()"):
            grad = None
        elif event == "w.grad.zero_()":
            if grad is None:
                return "error"
            grad = 0.0
        elif event == "optimizer.zero_grad(set_to_none=False)":
            grad = 0.0
    return grad
