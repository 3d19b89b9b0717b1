# misconception: To freeze a module is to cut there
# points: 2
def freeze(module):
    for parameter in module.parameters():
        parameter.requires_grad_(False)
        parameter.grad = None
    module.eval()
    module.train = lambda mode=True: module
    module.forward = torch.no_grad()(module.forward)
    return module
