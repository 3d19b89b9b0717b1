# misconception: What has the value 0 has the derivative 0
# points: 1
def slopes(x):
    return [x, 2 * x * x, -2 / x**2, 0.0, x * math.exp(x * x), 3 * x**2]
