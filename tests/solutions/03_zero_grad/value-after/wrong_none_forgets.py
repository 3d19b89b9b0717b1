# misconception: None wipes out the momentum
# points: 0
def value_after(start, gradients, lr, momentum, weight_decay):
    p, v = start, 0.0
    for grad in gradients:
        if grad is None:
            v = 0.0
        else:
            v = momentum * v + grad + weight_decay * p
            p = p - lr * v
    return p
