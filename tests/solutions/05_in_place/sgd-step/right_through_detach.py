# right: written through a detached tensor, which counts
def sgd_step(weights, lr):
    for weight in weights:
        if weight.grad is not None:
            weight.detach().sub_(lr * weight.grad)
