# misconception: A copy stays equal, or catches up
# points: 0
def gradient_is_zero(loss, steps):
    if loss == "plain":
        return steps[-1] == "target net x"
    return "target net x" in steps or "target other x" in steps
