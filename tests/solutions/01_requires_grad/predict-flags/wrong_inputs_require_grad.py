# misconception: Inputs require grad by default
# points: 1
def predict_flags():
    return {
        "data": (True, True),
        "a": (False, True),
        "b": (True, False),
        "c": (False, True),
        "d": (True, False),
        "e": (True, False),
        "f": (False, True),
        "g": (True, True),
        "h": (True, True),
    }
