# misconception: a new tensor can stand in for the weight
# points: 0
def sgd_step(weights, lr):
    with torch.no_grad():
        for k in range(len(weights)):
            if weights[k].grad is not None:
                weights[k] = (weights[k] - lr * weights[k].grad).requires_grad_()
