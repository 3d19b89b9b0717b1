# misconception: detach changes only the flags
# points: 0
def slopes(x):
    return [x, 3 * x**2, -1 / x**2, math.exp(x), 2 * x * math.exp(x * x), 0.0]
