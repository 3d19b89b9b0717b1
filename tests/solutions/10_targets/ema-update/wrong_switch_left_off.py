# misconception: What a function switches, it switches for itself
# points: 0
def ema_update(average, model, decay):
    torch.set_grad_enabled(False)
    for ours, theirs in zip(average.parameters(), model.parameters(), strict=True):
        ours.mul_(decay).add_(theirs, alpha=1 - decay)
    for ours, theirs in zip(average.buffers(), model.buffers(), strict=True):
        ours.copy_(theirs)
