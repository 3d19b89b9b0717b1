# misconception: detach_() takes the tensor out of graphs that exist
# points: 1
def after_detach(made, use, order):
    if made in ("w[0:1]", "w.view(2, 1)", "(w * 2.0)[0:1]"):
        return "error"
    return "cut"
