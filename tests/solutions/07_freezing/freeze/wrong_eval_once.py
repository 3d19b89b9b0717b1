# misconception: eval() lasts
# points: 2
def freeze(module):
    for parameter in module.parameters():
        parameter.requires_grad_(False)
        parameter.grad = None
    return module.eval()
