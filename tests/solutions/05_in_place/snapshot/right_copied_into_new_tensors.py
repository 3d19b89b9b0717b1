# right: new storage first, then the numbers
def snapshot(tensors):
    copies = {}
    for name, tensor in tensors.items():
        copies[name] = torch.empty_like(tensor, requires_grad=False)
        copies[name].copy_(tensor.detach())
    return copies
