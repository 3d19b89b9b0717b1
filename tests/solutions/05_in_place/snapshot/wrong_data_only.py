# misconception: a detached tensor is a copy
# points: 1
def snapshot(tensors):
    return {name: tensor.data for name, tensor in tensors.items()}
