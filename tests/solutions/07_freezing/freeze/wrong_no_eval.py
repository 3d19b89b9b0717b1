# misconception: The flags freeze the running statistics
# points: 2
def freeze(module):
    for parameter in module.parameters():
        parameter.requires_grad_(False)
        parameter.grad = None
    return module
