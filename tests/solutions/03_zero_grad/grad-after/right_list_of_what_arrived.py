# right: what arrived since the last emptying, in a list; zeros are a gradient that arrived
def grad_after(events):
    arrived = []
    for event in events:
        if isinstance(event, float):
            arrived.append(event)
        elif event in ("w.grad = None", "optimizer.zero_grad()"):
            arrived.clear()
        elif event == "w.grad.zero_()" and not arrived:
            return "error"
        elif event in ("w.grad.zero_()", "optimizer.zero_grad(set_to_none=False)") and arrived:
            arrived = [0.0]
    return sum(arrived) if arrived else None
