# misconception: a copy has no history
# points: 1
def snapshot(tensors):
    return {name: tensor.clone() for name, tensor in tensors.items()}
