# misconception: For data x, a weight w
# points: 0
def receivers(tensors):
    return sorted(name for name, tensor in tensors.items() if tensor.grad is not None)
