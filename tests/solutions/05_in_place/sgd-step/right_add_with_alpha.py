# right: add_ with a factor, decorated
@torch.no_grad()
def sgd_step(weights, lr):
    for weight in weights:
        if weight.grad is not None:
            weight.add_(weight.grad, alpha=-lr)
