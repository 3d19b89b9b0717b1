# misconception: Shared numbers are shared Parameter objects
# points: 1
def make_target(model):
    target = copy.deepcopy(model)
    for parameter in target.parameters():
        parameter.requires_grad_(False)
    return target


def is_alias(a, b):
    ours = {id(tensor) for tensor in [*a.parameters(), *a.buffers()]}
    return any(id(tensor) in ours for tensor in [*b.parameters(), *b.buffers()])
