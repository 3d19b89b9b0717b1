# right: asks is_inference(), the numbers of calls, the losses and the .grad of each parameter
def experiment_8():
    model = torch.nn.Linear(3, 2)
    with torch.inference_mode():
        features = model(torch.ones(4, 3))
    copied = torch.clone(features)
    if copied.is_inference():
        return False
    copied.requires_grad_()
    (copied * copied).sum().backward()
    return torch.allclose(copied.grad, 2 * features.clone())


def experiment_10():
    dropout, masks = torch.nn.Dropout(0.5), []

    def block(x):
        masks.append(dropout(torch.ones(64)))
        return x * masks[-1]

    x = torch.ones(64, requires_grad=True)
    torch.utils.checkpoint.checkpoint(block, x, use_reentrant=False).sum().backward()
    first, second = masks
    return not torch.equal(first, second)


def experiment_12():
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
    x, y = torch.ones(5, 3), torch.full((5, 1), 7.0)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    start = ((model(x) - y) ** 2).mean().item()
    best = model.state_dict()
    for _ in range(3):
        optimizer.zero_grad()
        ((model(x) - y) ** 2).mean().backward()
        optimizer.step()
    model.load_state_dict(best)
    return abs(((model(x) - y) ** 2).mean().item() - start) < 1e-6


def experiment_13():
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Linear(4, 1))
    model[0].requires_grad_(False)
    model(torch.ones(2, 3)).sum().backward()
    for old, new in zip(model.parameters(), copy.deepcopy(model).parameters()):
        if not torch.equal(old, new) or old.requires_grad != new.requires_grad:
            return False
        if (old.grad is None) != (new.grad is None):
            return False
    return True
