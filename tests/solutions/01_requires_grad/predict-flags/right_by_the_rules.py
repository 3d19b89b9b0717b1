# right: written as the two rules of the lesson
def predict_flags():
    def recorded():
        return (True, False)

    def plain(flag=False):
        return (flag, True)

    return {
        **{name: plain() for name in ("data", "a", "c", "f")},
        **{name: recorded() for name in ("b", "d", "e")},
        **{name: plain(True) for name in ("g", "h")},
    }
