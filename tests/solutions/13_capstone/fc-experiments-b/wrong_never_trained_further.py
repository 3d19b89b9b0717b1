# misconception: What was taken out of a model is a copy.
# points: 2
def experiment_8():
    with torch.inference_mode():
        features = torch.ones(2) * 5
    return not features.clone().is_inference()


def experiment_10():
    x = torch.ones(100, requires_grad=True)
    out = torch.utils.checkpoint.checkpoint(torch.nn.Dropout(0.5), x, use_reentrant=False)
    out.sum().backward()
    return not torch.equal(x.grad, out.detach())


def experiment_12():
    model = torch.nn.Linear(2, 2)
    before = model.weight.tolist()
    best = model.state_dict()
    model.load_state_dict(best)
    return model.weight.tolist() == before


def experiment_13():
    model = torch.nn.Linear(2, 2)
    model(torch.ones(1, 2)).sum().backward()
    twin = copy.deepcopy(model)
    return torch.equal(twin.weight, model.weight) and twin.weight.requires_grad
