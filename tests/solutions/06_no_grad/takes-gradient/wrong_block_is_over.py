# misconception: the block does not matter for what is used after it
# points: 0
def takes_gradient(base, step, block):
    if step == ".detach().requires_grad_()":
        return "part"
    if base == "data" or step == ".detach()":
        return "error"
    if step in ("[0]", "[:, 1]", ".view(4)", ".t()") and block in ("no_grad()", "inference_mode()"):
        return "nobody"
    return "weight"
