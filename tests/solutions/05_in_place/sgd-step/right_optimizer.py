# right: the library's own step
def sgd_step(weights, lr):
    torch.optim.SGD(weights, lr=lr).step()
