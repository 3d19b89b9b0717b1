# misconception: what counts is the order on the page
# points: 1
def judge(order):
    if order.index("step") < order.index("backward"):
        return "nothing"
    between = order[order.index("backward") : order.index("step")]
    if "zero" in between:
        return "nothing"
    return "right" if "zero" in order else "sum"
