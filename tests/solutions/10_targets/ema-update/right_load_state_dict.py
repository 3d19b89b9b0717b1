# right: new numbers for all, written by load_state_dict
def ema_update(average, model, decay):
    numbers = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    ours = average.state_dict()
    for name, _ in model.named_parameters():
        numbers[name] = decay * ours[name] + (1 - decay) * numbers[name]
    average.load_state_dict(numbers)
