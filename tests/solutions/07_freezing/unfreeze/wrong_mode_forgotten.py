# misconception: The flags bring the mode along
# points: 2
def unfreeze(model, optimizer, name, lr):
    known = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    new = []
    for parameter in model.get_submodule(name).parameters():
        parameter.requires_grad_(True)
        parameter.grad = None
        if id(parameter) not in known:
            new.append(parameter)
    if new:
        optimizer.add_param_group({"params": new, "lr": lr})
