# misconception: at the first None the step is over
# points: 2
def sgd_step(weights, lr):
    with torch.no_grad():
        for weight in weights:
            if weight.grad is None:
                return
            weight -= lr * weight.grad
