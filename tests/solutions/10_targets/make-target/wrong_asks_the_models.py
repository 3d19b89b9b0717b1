# misconception: Two models that are not the same object share nothing
# points: 1
def make_target(model):
    target = copy.deepcopy(model)
    for parameter in target.parameters():
        parameter.requires_grad_(False)
    return target


def is_alias(a, b):
    return a is b
