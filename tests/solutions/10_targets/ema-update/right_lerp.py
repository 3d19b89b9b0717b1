# right: lerp_ as a decorator's case, buffers by name
@torch.no_grad()
def ema_update(average, model, decay):
    parameters = dict(model.named_parameters())
    for name, ours in average.named_parameters():
        ours.lerp_(parameters[name], 1 - decay)
    buffers = dict(model.named_buffers())
    for name, ours in average.named_buffers():
        ours.copy_(buffers[name])
