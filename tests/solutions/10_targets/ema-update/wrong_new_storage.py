# misconception: A new tensor does as well
# points: 1
def ema_update(average, model, decay):
    for ours, theirs in zip(average.parameters(), model.parameters()):
        ours.data = decay * ours.data + (1 - decay) * theirs.data
    for ours, theirs in zip(average.buffers(), model.buffers()):
        ours.copy_(theirs)
