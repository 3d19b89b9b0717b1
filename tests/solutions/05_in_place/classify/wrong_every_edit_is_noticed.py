# misconception: PyTorch notices every edit
# points: 0
def classify(operation, edited, when, through):
    saves = {
        "h * h": "h",
        "h ** 2": "h",
        "h.sin()": "h",
        "h * x": "x",
        "h / x": "x",
        "h.exp()": "out",
        "h.tanh()": "out",
        "h.sigmoid()": "out",
        "h.relu()": "out",
    }
    if saves.get(operation) != edited or when != "between":
        return "harmless"
    return "loud"
