# misconception: what I am given is mine to change
# points: 0
def snapshot(tensors):
    for name in tensors:
        tensors[name] = tensors[name].detach().clone()
    return tensors
