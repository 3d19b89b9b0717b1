# misconception: num_batches_tracked of the average
# points: 1
def ema_update(average, model, decay):
    with torch.no_grad():
        for ours, theirs in zip(average.parameters(), model.parameters()):
            ours.mul_(decay).add_(theirs, alpha=1 - decay)
        for ours, theirs in zip(average.buffers(), model.buffers()):
            if ours.is_floating_point():
                ours.copy_(theirs)
