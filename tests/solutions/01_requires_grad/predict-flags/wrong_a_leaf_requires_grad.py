# misconception: A leaf requires grad
# points: 2
def predict_flags():
    return {
        "data": (False, False),
        "a": (False, True),
        "b": (True, False),
        "c": (False, True),
        "d": (True, False),
        "e": (True, False),
        "f": (False, True),
        "g": (True, True),
        "h": (True, True),
    }
