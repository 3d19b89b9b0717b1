# misconception: Numbers remember where they came from
# points: 0
def predict_flags():
    return {
        "data": (False, True),
        "a": (False, True),
        "b": (True, False),
        "c": (False, True),
        "d": (True, False),
        "e": (True, False),
        "f": (True, False),
        "g": (True, True),
        "h": (True, True),
    }
