# misconception: must return nothing
# points: 2
def sgd_step(weights, lr):
    with torch.no_grad():
        for weight in weights:
            if weight.grad is not None:
                weight -= lr * weight.grad
    return weights
