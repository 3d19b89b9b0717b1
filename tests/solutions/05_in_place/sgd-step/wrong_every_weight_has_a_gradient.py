# misconception: weight has a gradient
# points: 2
def sgd_step(weights, lr):
    with torch.no_grad():
        for weight in weights:
            weight -= lr * weight.grad
