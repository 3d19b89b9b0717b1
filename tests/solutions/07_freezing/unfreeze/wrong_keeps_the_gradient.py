# misconception: An old gradient does no harm
# points: 2
def unfreeze(model, optimizer, name, lr):
    part = model.get_submodule(name)
    part.requires_grad_(True)
    part.train()
    known = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    new = [parameter for parameter in part.parameters() if id(parameter) not in known]
    if new:
        optimizer.add_param_group({"params": new, "lr": lr})
