# misconception: .grad shows beforehand who will get one
# points: 0
def receivers(tensors):
    """Sees the weights by the name or the type, and not the other leaves with the flag."""
    return sorted(name for name, tensor in tensors.items() if name == "w" or isinstance(tensor, torch.nn.Parameter))
