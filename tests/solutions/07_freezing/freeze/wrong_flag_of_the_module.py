# misconception: a module has none
# points: 2
def freeze(module):
    module.requires_grad = False
    module.eval()
    module.train = lambda mode=True: module
    return module
