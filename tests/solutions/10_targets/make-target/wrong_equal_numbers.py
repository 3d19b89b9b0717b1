# misconception: Equal numbers are shared numbers
# points: 1
def make_target(model):
    target = copy.deepcopy(model)
    for parameter in target.parameters():
        parameter.requires_grad_(False)
    return target


def is_alias(a, b):
    return any(p.tolist() == q.tolist() for p, q in zip(a.parameters(), b.parameters()))
