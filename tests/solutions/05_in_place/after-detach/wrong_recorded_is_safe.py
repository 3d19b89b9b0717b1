# misconception: What was recorded before is always safe
# points: 1
def after_detach(made, use, order):
    if made in ("w[0:1]", "w.view(2, 1)", "(w * 2.0)[0:1]"):
        return "error"
    if order == "after":
        return "cut"
    return "full"
