# misconception: One number fits all x
# points: 0
def slopes(x):
    """Worked out at x = 1.5, and taken for good."""
    return [x, 4.5, -2 / 1.5**2, math.exp(1.5), 1.5 * math.exp(1.5**2), 6.75]
