# misconception: any zero will do
# points: 0
def judge(order):
    return "right" if "zero" in order else "sum"
