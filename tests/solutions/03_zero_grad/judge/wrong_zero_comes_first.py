# misconception: zero has one right place
# points: 0
def judge(order):
    if "zero" not in order:
        return "sum"
    return "right" if order[0] == "zero" else "nothing"
