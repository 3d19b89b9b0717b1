# misconception: Every buffer can be averaged
# points: 0
def ema_update(average, model, decay):
    with torch.no_grad():
        theirs = model.state_dict()
        for name, ours in average.state_dict().items():
            ours.mul_(decay).add_(theirs[name], alpha=1 - decay)
