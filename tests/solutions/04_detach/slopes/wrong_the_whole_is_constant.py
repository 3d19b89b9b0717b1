# misconception: A detach anywhere inside makes a constant of the whole
# points: 1
def slopes(x):
    return [x, 2 * x * x, -2 / x**2, math.exp(x), 0.0, 3 * x**2]
