# misconception: a gradient of 0 moves nothing
# points: 1
def value_after(start, gradients, lr, momentum, weight_decay):
    p, v = start, 0.0
    for grad in gradients:
        if grad is None:
            continue
        g = grad + weight_decay * p if grad != 0.0 else 0.0
        v = momentum * v + g
        p = p - lr * v
    return p
