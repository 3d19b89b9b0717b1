# misconception: detach_() works on any tensor
# points: 1
def after_detach(made, use, order):
    if order == "after":
        return "cut"
    if use in ("h * h", "h.sin()"):
        return "error"
    return "full"
