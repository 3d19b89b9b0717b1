# right: one step, then the rest
def value_after(start, gradients, lr, momentum, weight_decay, v=0.0):
    if not gradients:
        return start
    first, *rest = gradients
    if first is not None:
        v = momentum * v + (first + weight_decay * start)
        start = start - lr * v
    return value_after(start, rest, lr, momentum, weight_decay, v)
