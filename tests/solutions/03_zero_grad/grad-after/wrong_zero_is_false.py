# misconception: 'zero_grad() gives None in any case.' Not with this
# points: 1
def grad_after(events):
    """Treats 0.0 like None, as `if grad:` does."""
    grad = None
    for event in events:
        if isinstance(event, float):
            grad = (grad or 0.0) + event
        elif event in ("w.grad = None", "optimizer.zero_grad()", "optimizer.zero_grad(set_to_none=False)"):
            grad = None
        elif event == "w.grad.zero_()":
            if grad is None:
                return "error"
            grad = 0.0
    return grad or None
