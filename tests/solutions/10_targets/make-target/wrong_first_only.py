# misconception: The first parameter tells it
# points: 1
def make_target(model):
    target = copy.deepcopy(model)
    for parameter in target.parameters():
        parameter.requires_grad_(False)
    return target


def is_alias(a, b):
    first, second = next(iter(a.parameters())), next(iter(b.parameters()))
    return first.untyped_storage().data_ptr() == second.untyped_storage().data_ptr()
