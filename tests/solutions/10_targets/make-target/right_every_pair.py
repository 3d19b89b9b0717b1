# right: is_alias compares the storages of every pair
def make_target(model):
    target = copy.deepcopy(model)
    target.requires_grad_(False)
    target.load_state_dict(model.state_dict())
    return target


def is_alias(a, b):
    ours = [*a.parameters(), *a.buffers()]
    theirs = [*b.parameters(), *b.buffers()]
    return any(x.untyped_storage().data_ptr() == y.untyped_storage().data_ptr() for x in ours for y in theirs)
