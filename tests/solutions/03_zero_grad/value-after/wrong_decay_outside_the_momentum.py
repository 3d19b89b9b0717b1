# misconception: weight decay stays out of the momentum
# points: 1
def value_after(start, gradients, lr, momentum, weight_decay):
    p, v = start, 0.0
    for grad in gradients:
        if grad is None:
            continue
        v = momentum * v + grad
        p = p - lr * v - lr * weight_decay * p
    return p
