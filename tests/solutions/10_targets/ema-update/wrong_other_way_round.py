# misconception: decay is the share of the average
# points: 1
def ema_update(average, model, decay):
    with torch.no_grad():
        for ours, theirs in zip(average.parameters(), model.parameters()):
            ours.mul_(1 - decay).add_(theirs, alpha=decay)
        for ours, theirs in zip(average.buffers(), model.buffers()):
            ours.copy_(theirs)
