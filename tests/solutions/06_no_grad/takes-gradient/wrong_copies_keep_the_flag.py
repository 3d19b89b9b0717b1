# misconception: every step keeps the flag, as a view does
# points: 0
def takes_gradient(base, step, block):
    if step == ".detach().requires_grad_()":
        return "part"
    if base == "data" or step == ".detach()":
        return "error"
    if block in ("none", "enable_grad()"):
        return "weight"
    return "nobody"
