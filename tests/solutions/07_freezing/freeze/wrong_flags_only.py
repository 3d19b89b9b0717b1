# misconception: The flag keeps a weight where it is
# points: 1
def freeze(module):
    for parameter in module.parameters():
        parameter.requires_grad_(False)
    return module
