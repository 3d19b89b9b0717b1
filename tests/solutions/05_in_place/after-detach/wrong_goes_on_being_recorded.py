# misconception: What was recorded once goes on being recorded
# points: 1
def after_detach(made, use, order):
    if made in ("w[0:1]", "w.view(2, 1)", "(w * 2.0)[0:1]"):
        return "error"
    if order == "after":
        return "full"
    if use in ("h * h", "h.sin()"):
        return "error"
    return "full"
