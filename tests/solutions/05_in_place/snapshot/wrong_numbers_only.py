# misconception: a list of numbers is as good as a tensor
# points: 1
def snapshot(tensors):
    return {name: torch.tensor(tensor.tolist(), dtype=torch.float32) for name, tensor in tensors.items()}
