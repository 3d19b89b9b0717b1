# right: clones that are not recorded
def snapshot(tensors):
    with torch.no_grad():
        return {name: tensor.clone() for name, tensor in tensors.items()}
