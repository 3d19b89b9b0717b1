# misconception: what copies a weight copies any tensor
# points: 0
def snapshot(tensors):
    return {name: tensor.requires_grad_(False).clone() for name, tensor in tensors.items()}
