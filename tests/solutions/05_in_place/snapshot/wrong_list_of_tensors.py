# misconception: snapshot must return a dictionary
# points: 0
def snapshot(tensors):
    return [tensor.detach().clone() for tensor in tensors.values()]
