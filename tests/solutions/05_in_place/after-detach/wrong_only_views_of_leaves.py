# misconception: detach_() works on any tensor
# points: 1
def after_detach(made, use, order):
    if made in ("w[0:1]", "w.view(2, 1)"):
        return "error"
    if order == "after":
        return "cut"
    if use in ("h * h", "h.sin()"):
        return "error"
    return "full"
