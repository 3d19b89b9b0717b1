# misconception: None counts as a gradient of 0
# points: 0
def value_after(start, gradients, lr, momentum, weight_decay):
    p, v = start, 0.0
    for grad in gradients:
        g = (grad or 0.0) + weight_decay * p
        v = momentum * v + g
        p = p - lr * v
    return p
