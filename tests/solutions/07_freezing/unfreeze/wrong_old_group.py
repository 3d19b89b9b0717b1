# misconception: The new ones can go into an old group
# points: 2
def unfreeze(model, optimizer, name, lr):
    part = model.get_submodule(name)
    group = optimizer.param_groups[0]
    known = {id(parameter) for parameter in group["params"]}
    for parameter in part.parameters():
        parameter.requires_grad_(True)
        parameter.grad = None
        if id(parameter) not in known:
            group["params"].append(parameter)
    group["lr"] = lr
    part.train()
