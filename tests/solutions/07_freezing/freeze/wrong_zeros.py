# misconception: Zeros are as good as None
# points: 2
def freeze(module):
    module.requires_grad_(False)
    module.zero_grad(set_to_none=False)
    module.eval()
    module.train = lambda mode=True: module
    return module
