# misconception: An edit spoils the gradient whenever it comes
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
    if saves.get(operation) != edited:
        return "harmless"
    if through in ("data", "numpy"):
        return "silent"
    return "loud"
