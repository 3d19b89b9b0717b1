# right: the three questions of the hint, as flags
def takes_gradient(base, step, block):
    detached = ".detach()" in step
    recorded = base != "data" and not detached and block in ("none", "enable_grad()")
    if recorded:
        return "weight"
    if step.endswith(".requires_grad_()"):
        return "part"
    took_over = base != "data" and step in ("[0]", "[:, 1]", ".view(4)", ".t()")
    return "nobody" if took_over else "error"
