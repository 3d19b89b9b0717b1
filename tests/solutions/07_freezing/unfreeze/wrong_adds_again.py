# misconception: What is in the optimizer can be added again
# points: 2
def unfreeze(model, optimizer, name, lr):
    part = model.get_submodule(name)
    part.requires_grad_(True)
    part.zero_grad()
    part.train()
    optimizer.add_param_group({"params": part.parameters(), "lr": lr})
