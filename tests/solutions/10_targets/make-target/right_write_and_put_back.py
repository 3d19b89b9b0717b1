# right: is_alias writes to the one, looks at the other, and writes back what it has kept
def make_target(model):
    target = copy.deepcopy(model)
    for parameter in target.parameters():
        parameter.requires_grad = False
    return target


def everything(model):
    return [tensor.detach() for tensor in [*model.parameters(), *model.buffers()]]


def is_alias(a, b):
    ours, theirs = [tensor.clone() for tensor in everything(a)], [tensor.clone() for tensor in everything(b)]
    for tensor in everything(a):
        tensor.add_(1)
    moved = any(not torch.equal(old, new) for old, new in zip(theirs, everything(b), strict=True))
    for tensor, old in zip(everything(a), ours, strict=True):
        tensor.copy_(old)
    return moved
