# misconception: zero_grad() writes zeros
# points: 1
def grad_after(events):
    grad = None
    for event in events:
        if isinstance(event, float):
            grad = (grad or 0.0) + event
        elif event == "w.grad = None":
            grad = None
        elif event == "w.grad.zero_()" and grad is None:
            return "error"
        elif event not in ("optimizer.step()", "w.detach()") and grad is not None:
            grad = 0.0
    return grad
