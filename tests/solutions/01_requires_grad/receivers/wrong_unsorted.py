# misconception: not sorted
# points: 0
def receivers(tensors):
    return [name for name, tensor in tensors.items() if tensor.is_leaf and tensor.requires_grad]
