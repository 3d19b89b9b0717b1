# misconception: Misconception: '
# points: 0
def ema_update(average, model, decay):
    for ours, theirs in zip(average.parameters(), model.parameters()):
        ours.mul_(decay).add_(theirs, alpha=1 - decay)
    for ours, theirs in zip(average.buffers(), model.buffers()):
        ours.copy_(theirs)
