# misconception: parameters() gives all that a model has
# points: 1
def ema_update(average, model, decay):
    with torch.no_grad():
        for ours, theirs in zip(average.parameters(), model.parameters()):
            ours.mul_(decay).add_(theirs, alpha=1 - decay)
