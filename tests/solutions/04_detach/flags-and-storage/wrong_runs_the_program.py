# misconception: It must find the answer by the rules alone
# points: 0
def flags_and_storage(program):
    """Does not know the rules, and asks the package."""
    x = torch.arange(12.0).requires_grad_()
    tensors = {"x": x}
    for name, how, source in program:
        tensor = tensors[source]
        tensors[name] = {
            "detach": tensor.detach,
            "clone": tensor.clone,
            "slice": lambda tensor=tensor: tensor[1:],
            "double": lambda tensor=tensor: tensor * 2,
            "numpy": lambda tensor=tensor: torch.from_numpy(tensor.detach().numpy()),
            "list": lambda tensor=tensor: torch.tensor(tensor.tolist()),
            "detach_": tensor.detach_,
        }[how]()
    shares = {name: tensor.data_ptr() - x.data_ptr() in range(48) for name, tensor in tensors.items()}
    return {name: (tensor.requires_grad, tensor.is_leaf, shares[name]) for name, tensor in tensors.items()}
