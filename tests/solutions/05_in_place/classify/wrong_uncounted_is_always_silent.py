# misconception: What is not counted is always wrong
# points: 1
def classify(operation, edited, when, through):
    saved = {
        "h": ("h * h", "h ** 2", "h.sin()"),
        "x": ("h * x", "h / x"),
        "out": ("h.exp()", "h.tanh()", "h.sigmoid()", "h.relu()"),
    }
    if when != "between":
        return "harmless"
    if through in ("data", "numpy"):
        return "silent"
    return "loud" if operation in saved[edited] else "harmless"
