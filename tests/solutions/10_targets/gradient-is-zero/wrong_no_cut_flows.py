# misconception: Without a cut something flows
# points: 0
def gradient_is_zero(loss, steps):
    if steps[-1] != "cut" or loss == "plain":
        return False
    equal = False
    for step in steps:
        equal = {"copy": True, "train": False}.get(step, equal)
    return "target net x" in steps or ("target other x" in steps and equal)
