# misconception: It must return a word for every program
# points: 0
def after_detach(made, use, order):
    outcomes = {("h * 5.0", "before"): "full", ("h * 5.0", "after"): "cut"}
    return outcomes[use, order]
