# misconception: The flag is enough
# points: 2
def unfreeze(model, optimizer, name, lr):
    part = model.get_submodule(name)
    for parameter in part.parameters():
        parameter.requires_grad_(True)
        parameter.grad = None
    part.train()
