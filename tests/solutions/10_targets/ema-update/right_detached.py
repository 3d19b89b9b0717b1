# right: the detached tensors share the storage of the parameters, and writing to them is not recorded
def ema_update(average, model, decay):
    names = {name for name, _ in model.named_parameters()}
    theirs = model.state_dict()
    for name, ours in average.state_dict().items():
        if name in names:
            ours *= decay
            ours += (1 - decay) * theirs[name]
        else:
            ours.copy_(theirs[name])
