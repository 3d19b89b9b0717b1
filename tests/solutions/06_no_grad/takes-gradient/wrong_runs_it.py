# misconception: only running a program can tell
# points: 0
def takes_gradient(base, step, block):
    weight = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    result = weight * 3
    data = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    names = {"weight": weight, "result": result, "data": data}

    def make():
        return eval(base + step, names)

    if block == "none":
        part = make()
    elif block == "inference_mode()":
        with torch.inference_mode():
            part = make()
    else:
        with torch.set_grad_enabled(block == "enable_grad()"):
            part = make()
    try:
        (part * 2).sum().backward()
    except RuntimeError:
        return "error"
    if weight.grad is not None:
        return "weight"
    return "nobody" if part.grad is None else "part"
