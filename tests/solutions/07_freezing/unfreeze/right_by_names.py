# right: goes by the names of the parameters, and by a set of tensors
def unfreeze(model, optimizer, name, lr):
    chosen = [parameter for key, parameter in model.named_parameters() if key.startswith(name + ".")]
    known = set()
    for group in optimizer.param_groups:
        known.update(group["params"])  # a set finds tensors by id
    fresh = [parameter for parameter in chosen if parameter not in known]
    model.get_submodule(name).train().requires_grad_().zero_grad()
    if fresh:
        optimizer.add_param_group({"lr": lr, "params": fresh})
