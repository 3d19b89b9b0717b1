# right: gives the object a class of its own, whose train leaves the mode alone
def freeze(module):
    for parameter in module.parameters():
        parameter.requires_grad = False
    module.zero_grad(set_to_none=True)
    module.eval()

    class Frozen(type(module)):
        def train(self, mode=True):
            return self

    module.__class__ = Frozen
    return module
