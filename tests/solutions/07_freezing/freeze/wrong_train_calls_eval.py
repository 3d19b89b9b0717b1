# misconception: eval() inside of train() is another matter
# points: 2
def freeze(module):
    for parameter in module.parameters():
        parameter.requires_grad_(False)
        parameter.grad = None
    module.eval()
    module.train = lambda mode=True: module.eval()
    return module
