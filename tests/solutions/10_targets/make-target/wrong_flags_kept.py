# misconception: A copy gets no gradient
# points: 1
def make_target(model):
    return copy.deepcopy(model)


def is_alias(a, b):
    def places(model):
        return {tensor.untyped_storage().data_ptr() for tensor in [*model.parameters(), *model.buffers()]}

    return not places(a).isdisjoint(places(b))
