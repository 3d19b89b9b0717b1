# misconception: weight decay is left out, or shrinks the weight by itself
# points: 1
def value_after(start, gradients, lr, momentum, weight_decay):
    p, v = start, 0.0
    for grad in gradients:
        if grad is None:
            continue
        v = momentum * v + grad
        p = p - lr * v - weight_decay * p
    return p
