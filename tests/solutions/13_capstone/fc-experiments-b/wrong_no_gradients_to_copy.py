# misconception: Deep means everything.
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
    model = torch.nn.Linear(2, 2)
    best = model.state_dict()
    return best["weight"].data_ptr() != model.weight.data_ptr()


def experiment_13():
    model = torch.nn.Linear(2, 2)
    twin = copy.deepcopy(model)
    same_weights = torch.equal(twin.weight, model.weight)
    same_flags = twin.weight.requires_grad == model.weight.requires_grad
    return same_weights and same_flags and twin.weight.grad == model.weight.grad
