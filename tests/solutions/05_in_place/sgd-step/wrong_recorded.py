# misconception: be used on any tensor
# points: 0
def sgd_step(weights, lr):
    for weight in weights:
        if weight.grad is not None:
            weight -= lr * weight.grad
