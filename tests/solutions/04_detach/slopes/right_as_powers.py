# right: simplified, with powers of e
def slopes(x):
    return [x, 2 * x**2, -2 * x**-2, math.e**x, x * math.e ** (x**2), 3.0 * x**2]
