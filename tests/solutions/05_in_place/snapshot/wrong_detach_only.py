# misconception: a detached tensor is a copy
# points: 1
def snapshot(tensors):
    return {name: tensor.detach() for name, tensor in tensors.items()}
