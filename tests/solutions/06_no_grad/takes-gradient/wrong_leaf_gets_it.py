# misconception: a leaf with the flag always gets a .grad
# points: 0
def takes_gradient(base, step, block):
    if step == ".detach().requires_grad_()":
        return "part"
    if base == "data" or step == ".detach()":
        return "error"
    if block in ("none", "enable_grad()"):
        return "weight"
    is_view = step in ("[0]", "[:, 1]", ".view(4)", ".t()")
    return "part" if is_view else "error"
