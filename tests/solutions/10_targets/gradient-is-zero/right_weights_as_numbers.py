# right: each weight gets a number, and the loss is looked at
def gradient_is_zero(loss, steps):
    net, other, target = 0, None, None
    for step in steps:
        if step == "copy":
            other = net
        elif step == "train":
            net += 1
        elif step == "follow":
            other = other if other == net else -1
        elif step == "cut":
            target = (*target[:2], True)
        else:
            _, who, data = step.split()
            target = (net if who == "net" else other, data, who == "other")
    if loss == "square":
        return target[:2] == (net, "x")
    return target == (net, "x", False)
