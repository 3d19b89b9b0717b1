# right: a leaf is what has no grad_fn
def receivers(tensors):
    names = []
    for name in sorted(tensors):
        if tensors[name].requires_grad and tensors[name].grad_fn is None:
            names.append(name)
    return names
