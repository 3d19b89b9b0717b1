# misconception: `in` looks for the same object
# points: 0
def unfreeze(model, optimizer, name, lr):
    part = model.get_submodule(name)
    known = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    new = []
    for parameter in part.parameters():
        parameter.requires_grad_(True)
        parameter.grad = None
        if parameter not in known:
            new.append(parameter)
    if new:
        optimizer.add_param_group({"params": new, "lr": lr})
    part.train()
