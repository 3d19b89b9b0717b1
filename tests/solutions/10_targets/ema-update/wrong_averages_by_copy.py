# misconception: Buffers are averaged like parameters
# points: 1
def ema_update(average, model, decay):
    with torch.no_grad():
        theirs = model.state_dict()
        for name, ours in average.state_dict().items():
            ours.copy_(decay * ours + (1 - decay) * theirs[name])
