# misconception: A cast loses the flag
# points: 1
def predict_flags():
    return {
        "data": (False, True),
        "a": (False, True),
        "b": (True, False),
        "c": (False, True),
        "d": (True, False),
        "e": (False, False),
        "f": (False, True),
        "g": (True, True),
        "h": (True, True),
    }
