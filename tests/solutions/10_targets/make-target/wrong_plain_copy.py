# misconception: A new name, or a plain copy, is a new network
# points: 1
def make_target(model):
    return copy.copy(model)


def is_alias(a, b):
    def places(model):
        return {tensor.untyped_storage().data_ptr() for tensor in [*model.parameters(), *model.buffers()]}

    return not places(a).isdisjoint(places(b))
