# misconception: weight decay shrinks every weight in every step
# points: 1
def value_after(start, gradients, lr, momentum, weight_decay):
    p, v = start, 0.0
    for grad in gradients:
        if grad is None:
            p = p - lr * weight_decay * p
        else:
            v = momentum * v + grad + weight_decay * p
            p = p - lr * v
    return p
