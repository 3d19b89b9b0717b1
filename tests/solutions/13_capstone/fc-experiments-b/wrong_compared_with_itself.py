# misconception: What was taken out of a model is a copy.
# points: 3
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
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    before = model.weight.detach()
    best = model.state_dict()
    model(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    model.load_state_dict(best)
    return torch.equal(model.weight, before)


def experiment_13():
    model = torch.nn.Linear(2, 2)
    model(torch.ones(1, 2)).sum().backward()
    return copy.deepcopy(model).weight.grad is not None
