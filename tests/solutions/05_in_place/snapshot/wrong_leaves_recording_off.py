# misconception: what is switched off comes back by itself
# points: 1
def snapshot(tensors):
    torch.set_grad_enabled(False)
    return {name: tensor.clone() for name, tensor in tensors.items()}
