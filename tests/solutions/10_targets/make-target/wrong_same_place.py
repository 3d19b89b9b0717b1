# misconception: What is shared stands at the same place
# points: 1
def make_target(model):
    target = copy.deepcopy(model)
    for parameter in target.parameters():
        parameter.requires_grad_(False)
    return target


def is_alias(a, b):
    pairs = zip([*a.parameters(), *a.buffers()], [*b.parameters(), *b.buffers()])
    return any(p.untyped_storage().data_ptr() == q.untyped_storage().data_ptr() for p, q in pairs)
