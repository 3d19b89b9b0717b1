# misconception: = copies the numbers
# points: 1
def ema_update(average, model, decay):
    with torch.no_grad():
        for ours, theirs in zip(average.parameters(), model.parameters()):
            ours.mul_(decay).add_(theirs, alpha=1 - decay)
        for mine, other in zip(average.modules(), model.modules()):
            for name, buffer in other.named_buffers(recurse=False):
                setattr(mine, name, buffer)
