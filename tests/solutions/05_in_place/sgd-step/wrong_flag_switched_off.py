# misconception: a weight is only numbers
# points: 1
def sgd_step(weights, lr):
    for weight in weights:
        if weight.grad is not None:
            weight.requires_grad_(False)
            weight -= lr * weight.grad
