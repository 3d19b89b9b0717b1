# misconception: Any edit of a tensor in a graph is an error
# points: 0
def classify(operation, edited, when, through):
    if when != "between":
        return "harmless"
    return "silent" if through in ("data", "numpy") else "loud"
