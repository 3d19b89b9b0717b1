# misconception: detach_() works on any tensor
# points: 1
def after_detach(made, use, order):
    """A view of a leaf is believed to be a leaf."""
    if made == "(w * 2.0)[0:1]":
        return "error"
    if order == "after":
        return "cut"
    return "error" if use in ("h * h", "h.sin()") else "full"
