# right: walks back from the step, round the end, until a zero or the step of the round before
def judge(order):
    place = order.index("step")
    before = order[place + 1 :] + order[:place]
    found = False
    for part in reversed(before):
        if part == "zero":
            return "right" if found else "nothing"
        found = found or part == "backward"
    return "sum"
