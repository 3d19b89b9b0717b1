# right: the loop turned round so that it ends with the step
def judge(order):
    start = order.index("step") + 1
    turned = "".join(order[start:] + order[:start])
    before, after = turned.split("backward")
    if "zero" in after:
        return "nothing"
    return "right" if "zero" in before else "sum"
