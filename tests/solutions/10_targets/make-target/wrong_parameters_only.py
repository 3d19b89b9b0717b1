# misconception: Buffers can be shared too
# points: 1
def make_target(model):
    target = copy.deepcopy(model)
    for parameter in target.parameters():
        parameter.requires_grad_(False)
    return target


def is_alias(a, b):
    ours = {parameter.untyped_storage().data_ptr() for parameter in a.parameters()}
    return any(parameter.untyped_storage().data_ptr() in ours for parameter in b.parameters())
