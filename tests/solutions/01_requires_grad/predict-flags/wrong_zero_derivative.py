# misconception: A derivative of zero needs no flag
# points: 1
def predict_flags():
    return {
        "data": (False, True),
        "a": (False, True),
        "b": (True, False),
        "c": (False, True),
        "d": (False, False),
        "e": (True, False),
        "f": (False, True),
        "g": (True, True),
        "h": (True, True),
    }
