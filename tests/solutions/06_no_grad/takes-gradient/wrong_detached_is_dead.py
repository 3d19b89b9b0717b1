# misconception: what was detached cannot be trained
# points: 0
def takes_gradient(base, step, block):
    if base == "data" or ".detach()" in step:
        return "error"
    if block in ("none", "enable_grad()"):
        return "weight"
    is_view = step in ("[0]", "[:, 1]", ".view(4)", ".t()")
    return "nobody" if is_view else "error"
