# misconception: The flag keeps a weight where it is
# points: 2
def freeze(module):
    module.requires_grad_(False)
    module.eval()
    module.train = lambda mode=True: module
    return module
