# misconception: a step uses only the gradient of its own round
# points: 0
def judge(order):
    start = order.index("step") + 1
    turned = order[start:] + order[:start]
    place = turned.index("backward")
    return "right" if "zero" in turned[:place] and "zero" not in turned[place:] else "nothing"
