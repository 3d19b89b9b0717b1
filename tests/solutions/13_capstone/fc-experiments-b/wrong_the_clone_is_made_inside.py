# misconception: What comes from inference_mode is spoilt for training.
# points: 3
def experiment_8():
    w = torch.ones(2, requires_grad=True)
    with torch.inference_mode():
        features = (torch.ones(2) * 5).clone()
    try:
        (w * features).sum().backward()
    except RuntimeError:
        return False
    return True


def experiment_10():
    x = torch.ones(100, requires_grad=True)
    out = torch.utils.checkpoint.checkpoint(torch.nn.Dropout(0.5), x, use_reentrant=False)
    out.sum().backward()
    return not torch.equal(x.grad, out.detach())


def experiment_12():
    model = torch.nn.Linear(2, 2)
    best = model.state_dict()
    return best["weight"].data_ptr() != model.weight.data_ptr()


def experiment_13():
    model = torch.nn.Linear(2, 2)
    model(torch.ones(1, 2)).sum().backward()
    return copy.deepcopy(model).weight.grad is not None
