# right: from the target back to the last thing that happened to the weights
def gradient_is_zero(loss, steps):
    if loss == "plain":
        return steps[-1] == "target net x"
    target = next(step for step in steps if step.startswith("target"))
    if target == "target net x":
        return True
    last = [step for step in steps if step in ("copy", "train")][-1:]
    return target == "target other x" and last == ["copy"]
