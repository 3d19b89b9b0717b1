# misconception: What I can name is a leaf
# points: 2
def predict_flags():
    return {
        "data": (False, True),
        "a": (False, True),
        "b": (True, True),
        "c": (False, True),
        "d": (True, False),
        "e": (True, True),
        "f": (False, True),
        "g": (True, True),
        "h": (True, True),
    }
