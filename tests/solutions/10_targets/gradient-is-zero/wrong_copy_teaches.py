# misconception: A copy is another network, so it teaches something
# points: 0
def gradient_is_zero(loss, steps):
    if loss == "plain":
        return steps[-1] == "target net x"
    return "target net x" in steps
