# misconception: a step uses only the gradient of its own round
# points: 0
def judge(order):
    found = False
    for part in order:
        if part == "backward":
            found = True
        elif part == "zero":
            found = False
        elif part == "step":
            return "right" if found else "nothing"
