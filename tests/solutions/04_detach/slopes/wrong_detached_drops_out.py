# misconception: What is detached drops out
# points: 1
def slopes(x):
    return [x, 2 * x, -2 / x**3, math.exp(x), x * math.exp(x * x), 3 * x**2]
