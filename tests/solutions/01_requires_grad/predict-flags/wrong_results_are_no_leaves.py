# misconception: Every result of a computation is a non-leaf
# points: 2
def predict_flags():
    return {
        "data": (False, True),
        "a": (False, False),
        "b": (True, False),
        "c": (False, True),
        "d": (True, False),
        "e": (True, False),
        "f": (False, True),
        "g": (True, True),
        "h": (True, True),
    }
