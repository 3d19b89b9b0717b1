# right: deepcopy, of tensors without history
def snapshot(tensors):
    import copy

    return copy.deepcopy({name: tensor.detach() for name, tensor in tensors.items()})
