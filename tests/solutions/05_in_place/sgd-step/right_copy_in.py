# right: the new numbers are computed first, then copied in
def sgd_step(weights, lr):
    for weight in weights:
        if weight.grad is None:
            continue
        with torch.no_grad():
            weight.copy_(weight - lr * weight.grad)
