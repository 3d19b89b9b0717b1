# misconception: Every result of b inherits the flag
# points: 1
def predict_flags():
    return {
        "data": (False, True),
        "a": (False, True),
        "b": (True, False),
        "c": (True, True),
        "d": (True, False),
        "e": (True, False),
        "f": (False, True),
        "g": (True, True),
        "h": (True, True),
    }
