# right: one loop over the parameters, which looks through the groups with `is`
def unfreeze(model, optimizer, name, lr):
    part = dict(model.named_modules())[name]
    joining = []
    for parameter in part.parameters():
        parameter.requires_grad = True
        parameter.grad = None
        if not any(parameter is other for group in optimizer.param_groups for other in group["params"]):
            joining.append(parameter)
    part.train(True)
    if len(joining) > 0:
        optimizer.add_param_group(dict(params=joining, lr=lr))
