# misconception: What is added and taken away again leaves no trace
# points: 1
def make_target(model):
    return copy.deepcopy(model).requires_grad_(False)


def everything(model):
    return [tensor.detach() for tensor in [*model.parameters(), *model.buffers()]]


def is_alias(a, b):
    before = [tensor.clone() for tensor in everything(b)]
    for tensor in everything(a):
        tensor.add_(1)
    moved = any(not torch.equal(old, new) for old, new in zip(before, everything(b), strict=True))
    for tensor in everything(a):
        tensor.sub_(1)
    return moved
