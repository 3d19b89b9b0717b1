# misconception: A gradient flows to the path of out
# points: 0
def gradient_is_zero(loss, steps):
    if steps[-1] == "cut":
        return False
    equal = False
    for step in steps:
        equal = {"copy": True, "train": False}.get(step, equal)
    return steps[-1] == "target net x" or (loss == "square" and equal and steps[-1] == "target other x")
