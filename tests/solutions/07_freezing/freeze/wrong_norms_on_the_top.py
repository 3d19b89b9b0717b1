# misconception: One batch norm on the top is all there is
# points: 2
def freeze(module):
    for parameter in module.parameters():
        parameter.requires_grad_(False)
        parameter.grad = None
    for child in module.children():
        if isinstance(child, nn.BatchNorm1d):
            child.eval()
            child.train = lambda mode=True, child=child: child
    return module
