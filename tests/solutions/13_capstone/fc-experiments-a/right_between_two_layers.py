# right: hooks between two layers, the emptied gradient added to, and the returned norm alone looked at
def experiment_4():
    first, second = torch.nn.Linear(2, 3), torch.nn.Linear(3, 1)
    hidden = first(torch.ones(1, 2))
    hidden.register_hook(lambda gradient: torch.zeros_like(gradient))
    second(hidden).sum().backward()
    nothing_left = first.weight.grad is None or first.weight.grad.abs().sum().item() == 0
    return nothing_left and second.weight.grad.abs().sum().item() > 0


def experiment_5():
    v = torch.nn.Parameter(torch.ones(3))
    loss = (v**3).sum()
    try:
        number = loss.data[0].item()
    except Exception:
        return False
    return abs(number - loss.item()) < 1e-6


def experiment_6():
    v = torch.nn.Parameter(torch.ones(1))
    (v * 7).backward()
    returned = torch.nn.utils.clip_grad_norm_(v, 1.0)
    return abs(float(returned) - abs(v.grad.item())) < 0.01
