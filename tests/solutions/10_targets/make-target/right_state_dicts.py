# right: a state_dict has all parameters and buffers, and shares their storages
def make_target(model):
    target = copy.deepcopy(model)
    for parameter in target.parameters():
        parameter.requires_grad_(False)
    return target


def is_alias(a, b):
    places = [{t.untyped_storage().data_ptr() for t in model.state_dict().values()} for model in (a, b)]
    return len(places[0] & places[1]) > 0
