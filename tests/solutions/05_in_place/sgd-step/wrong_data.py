# misconception: .data is as good as no_grad()
# points: 2
def sgd_step(weights, lr):
    for weight in weights:
        if weight.grad is not None:
            weight.data -= lr * weight.grad
