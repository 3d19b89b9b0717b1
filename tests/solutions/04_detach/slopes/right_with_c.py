# right: each with c for the detached part, step by step
def slopes(x):
    c = x
    found = [c]
    found.append(2 * x * c)
    found.append(c * (-2) * x**-3)
    found.append(1 * math.exp(x) + (x - c) * math.exp(x))
    found.append(c * math.exp(c * x))
    found.append(3 * x * x + 0)
    return found
