# misconception: w = w - ... changes the weight
# points: 0
def sgd_step(weights, lr):
    for w in weights:
        if w.grad is not None:
            w = w - lr * w.grad
