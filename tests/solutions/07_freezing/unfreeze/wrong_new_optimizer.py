# misconception: A new list needs a new optimizer
# points: 2
def unfreeze(model, optimizer, name, lr):
    part = model.get_submodule(name)
    for parameter in part.parameters():
        parameter.requires_grad_(True)
        parameter.grad = None
    part.train()
    groups = optimizer.param_groups
    known = {id(parameter) for group in groups for parameter in group["params"]}
    new = [parameter for parameter in part.parameters() if id(parameter) not in known]
    if new:
        groups = [*groups, {"params": new, "lr": lr}]
        optimizer.__init__(groups)
