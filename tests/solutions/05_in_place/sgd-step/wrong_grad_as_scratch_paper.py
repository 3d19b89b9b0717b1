# misconception: .grad may be used as scratch paper
# points: 2
def sgd_step(weights, lr):
    with torch.no_grad():
        for weight in weights:
            if weight.grad is not None:
                weight.grad *= lr
                weight -= weight.grad
