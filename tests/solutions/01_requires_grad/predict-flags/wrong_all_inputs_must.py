# misconception: All inputs must require grad
# points: 1
def predict_flags():
    return {
        "data": (False, True),
        "a": (False, True),
        "b": (False, False),
        "c": (False, True),
        "d": (True, False),
        "e": (True, False),
        "f": (False, True),
        "g": (True, True),
        "h": (True, True),
    }
