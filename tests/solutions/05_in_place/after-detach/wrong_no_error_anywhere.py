# misconception: detach_() works on any tensor
# points: 0
def after_detach(made, use, order):
    return "full" if order == "before" else "cut"
