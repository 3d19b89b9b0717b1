# misconception: zero has one right place
# points: 0
def judge(order):
    """A zero after the step is taken for none, for it comes after backward."""
    place, step = order.index("backward"), order.index("step")
    if "zero" in order[place:step]:
        return "nothing"
    return "right" if "zero" in order[:place] else "sum"
