# misconception: A loss of 0, or a detached target, has the gradient 0
# points: 0
def gradient_is_zero(loss, steps):
    equal = False
    for step in steps:
        equal = {"copy": True, "train": False}.get(step, equal)
    return "target net x" in steps or ("target other x" in steps and equal)
