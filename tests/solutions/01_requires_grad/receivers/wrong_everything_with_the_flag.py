# misconception: everything that requires grad gets a .grad
# points: 0
def receivers(tensors):
    return sorted(name for name, tensor in tensors.items() if tensor.requires_grad)
