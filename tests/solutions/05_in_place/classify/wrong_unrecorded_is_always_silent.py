# misconception: What is not recorded is always wrong
# points: 1
def classify(operation, edited, when, through):
    if when == "before" and edited == "h":
        # "the gradient knows nothing of it"
        return "silent" if through in ("detach", "data", "numpy") else "harmless"
    saved = {"h": ("h * h", "h ** 2", "h.sin()"), "x": ("h * x", "h / x")}
    saved["out"] = ("h.exp()", "h.tanh()", "h.sigmoid()", "h.relu()")
    if when != "between" or operation not in saved[edited]:
        return "harmless"
    return "silent" if through in ("data", "numpy") else "loud"
