# misconception: Computing again means drawing again.
# points: 3
def experiment_8():
    with torch.inference_mode():
        features = torch.ones(2) * 5
    return not features.clone().is_inference()


def experiment_10():
    dropout, x = torch.nn.Dropout(0.5), torch.ones(100)
    first = torch.utils.checkpoint.checkpoint(dropout, x, use_reentrant=False)
    second = torch.utils.checkpoint.checkpoint(dropout, x, use_reentrant=False)
    return not torch.equal(first, second)


def experiment_12():
    model = torch.nn.Linear(2, 2)
    best = model.state_dict()
    return best["weight"].data_ptr() != model.weight.data_ptr()


def experiment_13():
    model = torch.nn.Linear(2, 2)
    model(torch.ones(1, 2)).sum().backward()
    return copy.deepcopy(model).weight.grad is not None
