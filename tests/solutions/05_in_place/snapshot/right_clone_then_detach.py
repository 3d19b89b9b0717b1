# right: the other order, in a loop
def snapshot(tensors):
    copies = {}
    for name, tensor in tensors.items():
        copies[name] = tensor.clone().detach()
    return copies
