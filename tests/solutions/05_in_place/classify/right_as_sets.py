# right: the pairs that are saved, as a set
SAVED = {("h", operation) for operation in ("h * h", "h ** 2", "h.sin()")}
SAVED |= {("x", "h * x"), ("x", "h / x")}
SAVED |= {("out", f"h.{name}()") for name in ("exp", "tanh", "sigmoid", "relu")}
KIND = {"itself": "loud", "view": "loud", "detach": "loud", "data": "silent", "numpy": "silent"}


def classify(operation, edited, when, through):
    return KIND[through] if when == "between" and (edited, operation) in SAVED else "harmless"
