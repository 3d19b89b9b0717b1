# right: three questions, one after the other
def classify(operation, edited, when, through):
    saved = {"h": ["h * h", "h ** 2", "h.sin()"], "x": ["h * x", "h / x"]}
    saved["out"] = ["h.exp()", "h.tanh()", "h.sigmoid()", "h.relu()"]
    if operation not in saved[edited]:
        return "harmless"
    if when in ("before", "after"):
        return "harmless"
    counted = through in ("itself", "view", "detach")
    return "loud" if counted else "silent"
