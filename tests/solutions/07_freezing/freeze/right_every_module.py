# right: every module inside gets a train that does nothing
def freeze(module):
    def stays(inner):
        def train(mode=True):
            return inner

        return train

    module.eval()
    for inner in module.modules():
        inner.train = stays(inner)
    for parameter in module.requires_grad_(False).parameters():
        parameter.grad = None
    return module
