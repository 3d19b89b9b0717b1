# misconception: Operations save only what goes in
# points: 0
def classify(operation, edited, when, through):
    saves_nothing = ("h + x", "h * 3.0", "h.clone()")
    if edited == "out" or operation in saves_nothing or when != "between":
        return "harmless"
    if edited == "x" and operation not in ("h * x", "h / x"):
        return "harmless"
    return "silent" if through in ("data", "numpy") else "loud"
