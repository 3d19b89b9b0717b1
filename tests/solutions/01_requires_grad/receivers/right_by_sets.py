# right: both sets, intersected
def receivers(tensors):
    leaves = {name for name in tensors if tensors[name].is_leaf}
    flagged = {name for name in tensors if tensors[name].requires_grad}
    return sorted(leaves & flagged)
