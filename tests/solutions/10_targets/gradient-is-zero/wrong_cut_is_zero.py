# misconception: A loss of 0, or a detached target, has the gradient 0
# points: 0
def gradient_is_zero(loss, steps):
    if steps[-1] == "cut" and steps[0] != "target net y":
        return True
    if loss == "plain":
        return steps[-1] == "target net x"
    equal = False
    for step in steps:
        equal = {"copy": True, "train": False}.get(step, equal)
    return steps[-1] == "target net x" or (equal and steps[-1] == "target other x")
