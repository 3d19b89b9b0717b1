# misconception: What is detached becomes 0
# points: 0
def slopes(x):
    return [x, 0.0, 0.0, math.exp(x) + x * math.exp(x), 0.0, 3 * x**2]
