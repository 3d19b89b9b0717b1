# misconception: as one group
# points: 2
def unfreeze(model, optimizer, name, lr):
    part = model.get_submodule(name)
    known = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    for parameter in part.parameters():
        parameter.requires_grad_(True)
        parameter.grad = None
        if id(parameter) not in known:
            optimizer.add_param_group({"params": parameter, "lr": lr})
    part.train()
