# misconception: what is switched off comes back by itself
# points: 2
def sgd_step(weights, lr):
    torch.set_grad_enabled(False)
    for weight in weights:
        if weight.grad is not None:
            weight -= lr * weight.grad
