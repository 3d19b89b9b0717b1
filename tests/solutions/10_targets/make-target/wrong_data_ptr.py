# misconception: Who shares begins at the same number
# points: 1
def make_target(model):
    target = copy.deepcopy(model)
    for parameter in target.parameters():
        parameter.requires_grad_(False)
    return target


def is_alias(a, b):
    ours = {tensor.data_ptr() for tensor in [*a.parameters(), *a.buffers()]}
    return any(tensor.data_ptr() in ours for tensor in [*b.parameters(), *b.buffers()])
