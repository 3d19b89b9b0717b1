# right: an error that gets out where it may, and the same thing done twice, with and without
def experiment_8():
    w = torch.ones(3, requires_grad=True)
    with torch.inference_mode():
        made = torch.ones(3) + 1
    try:
        (w * made).sum().backward()
        return False  # then there would be nothing to bring back
    except RuntimeError:
        pass
    (w * made.clone()).sum().backward()
    return torch.equal(w.grad, torch.full((3,), 2.0))


def experiment_10():
    dropout = torch.nn.Dropout(0.5)
    gradients = []
    for checkpointed in (False, True):
        torch.manual_seed(7)
        x = torch.ones(200, requires_grad=True)
        if checkpointed:
            torch.utils.checkpoint.checkpoint(dropout, x, use_reentrant=False).sum().backward()
        else:
            dropout(x).sum().backward()
        gradients.append(x.grad)
    return not torch.equal(*gradients)


def experiment_12():
    model = torch.nn.Linear(2, 2)
    best = model.state_dict()
    kept = {name: tensor.clone() for name, tensor in best.items()}
    with torch.no_grad():
        model.weight.add_(1.0)
    return all(torch.equal(best[name], kept[name]) for name in kept)


def experiment_13():
    model = torch.nn.Linear(2, 2)
    model(torch.ones(1, 2)).sum().backward()
    try:
        twin = copy.deepcopy(model)
        return torch.equal(twin.weight, model.weight) and torch.equal(twin.weight.grad, model.weight.grad)
    except (TypeError, AttributeError):
        return False
