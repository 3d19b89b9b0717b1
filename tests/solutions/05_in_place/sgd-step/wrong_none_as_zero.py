# misconception: None is the same as zero
# points: 2
def sgd_step(weights, lr):
    with torch.no_grad():
        for weight in weights:
            grad = torch.zeros_like(weight) if weight.grad is None else weight.grad
            weight -= lr * grad
