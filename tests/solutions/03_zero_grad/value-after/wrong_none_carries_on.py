# misconception: None counts as a gradient of 0
# points: 0
def value_after(start, gradients, lr, momentum, weight_decay):
    """The momentum carries on with None, the weight decay does not."""
    p, v = start, 0.0
    for grad in gradients:
        v = momentum * v
        if grad is not None:
            v += grad + weight_decay * p
        p = p - lr * v
    return p
