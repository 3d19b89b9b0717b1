# misconception: The straight-through derivative is always 1
# points: 1
def slopes(x):
    return [x, 2 * x * x, -2 / x**2, math.exp(x), x * math.exp(x * x), 1.0]
