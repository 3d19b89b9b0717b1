# misconception: detach changes only the flags
# points: 0
def slopes(x):
    """Measures by nudging: with the values alone, which know no cut."""

    def rise(function):
        return (function(x + 1e-5) - function(x - 1e-5)) / 2e-5

    return [
        x,
        rise(lambda x: x**2 * x),
        rise(lambda x: x / x**2),
        rise(lambda x: (x - x) * math.exp(x)),
        rise(lambda x: math.exp(x * x)),
        rise(lambda x: float(round(x))),
    ]
