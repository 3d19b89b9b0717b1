# misconception: A product saves both factors
# points: 1
def classify(operation, edited, when, through):
    saves = {
        "h * h": "h",
        "h ** 2": "h",
        "h.sin()": "h",
        "h * x": "hx",
        "h / x": "hx",
        "h.exp()": "out",
        "h.tanh()": "out",
        "h.sigmoid()": "out",
        "h.relu()": "out",
    }
    if edited not in (saves.get(operation, ""), *saves.get(operation, "")) or when != "between":
        return "harmless"
    if through in ("data", "numpy"):
        return "silent"
    return "loud"
