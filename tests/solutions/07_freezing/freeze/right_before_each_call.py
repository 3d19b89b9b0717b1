# right: puts the module into evaluation mode again before each call
def freeze(module):
    module.requires_grad_(False)
    for parameter in module.parameters():
        parameter.grad = None
    module.register_forward_pre_hook(lambda module, inputs: module.eval() and None)
    return module.eval()
