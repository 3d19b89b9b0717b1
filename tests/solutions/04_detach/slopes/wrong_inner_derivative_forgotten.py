# misconception: The derivative of exp(u) is exp(u)
# points: 1
def slopes(x):
    return [x, 2 * x * x, -2 / x**2, math.exp(x), math.exp(x * x), 3 * x**2]
