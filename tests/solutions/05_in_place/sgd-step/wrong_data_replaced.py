# misconception: a new tensor can stand in for the weight
# points: 1
def sgd_step(weights, lr):
    for weight in weights:
        if weight.grad is not None:
            weight.data = weight.data - lr * weight.grad
