# misconception: Autograd keeps copies of what it saves
# points: 1
def classify(operation, edited, when, through):
    """The eight programs by heart; for the others, the belief that an edit does no harm."""
    known = {
        ("h * h", "h", "between", "itself"): "loud",
        ("h.relu()", "out", "between", "detach"): "loud",
        ("h.exp()", "out", "between", "view"): "loud",
        ("h.sin()", "h", "between", "data"): "silent",
        ("h * x", "x", "between", "numpy"): "silent",
    }
    return known.get((operation, edited, when, through), "harmless")
