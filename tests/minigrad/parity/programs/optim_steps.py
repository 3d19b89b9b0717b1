"""What optimizers and schedulers do to parameters, to their own state, and to versions."""


def _parameters(torch):
    return [
        torch.tensor([1.0, 2.0, -3.0], requires_grad=True),
        torch.tensor([[0.5, -1.0]], requires_grad=True),
        torch.tensor(3.0, requires_grad=True),
    ]


def _trajectory(torch, kind, **settings):
    """Six steps; in the third one the last parameter has no gradient."""
    parameters = _parameters(torch)
    optimizer = getattr(torch.optim, kind)(parameters, **settings)
    seen = []
    for step in range(6):
        optimizer.zero_grad()
        a, b, c = parameters
        loss = (a * a).sum() / 2 + (b * a[:2]).sum() + (c * c if step != 2 else 0)
        loss.backward()
        optimizer.step()
        seen.append([[p.tolist(), p._version] for p in parameters])
    state = [
        {name: [value.tolist(), value._version] for name, value in kept.items()}
        for kept in optimizer.state_dict()["state"].values()
    ]
    return [seen, state, repr(optimizer)]


def sgd(torch):
    return _trajectory(torch, "SGD", lr=0.1)


def sgd_with_a_tensor_as_rate(torch):
    return _trajectory(torch, "SGD", lr=torch.tensor(0.1))


def sgd_with_momentum(torch):
    return _trajectory(torch, "SGD", lr=0.1, momentum=0.9)


def sgd_with_dampened_momentum(torch):
    return _trajectory(torch, "SGD", lr=0.1, momentum=0.5, dampening=0.2)


def sgd_with_nesterov_momentum(torch):
    return _trajectory(torch, "SGD", lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01)


def sgd_with_weight_decay(torch):
    return _trajectory(torch, "SGD", lr=0.1, weight_decay=0.3)


def sgd_that_climbs(torch):
    return _trajectory(torch, "SGD", lr=0.1, momentum=0.5, maximize=True)


def adam(torch):
    return _trajectory(torch, "Adam", lr=0.1)


def adam_with_weight_decay(torch):
    return _trajectory(torch, "Adam", lr=0.1, weight_decay=0.2, betas=(0.5, 0.8), eps=1e-4)


def adam_with_amsgrad(torch):
    return _trajectory(torch, "Adam", lr=0.1, amsgrad=True, maximize=True)


def adamw(torch):
    return _trajectory(torch, "AdamW", lr=0.1)


def adamw_with_other_settings(torch):
    return _trajectory(torch, "AdamW", lr=0.1, weight_decay=0.3, amsgrad=True)


def zero_gradient_is_not_no_gradient(torch):
    seen = []
    for kind, settings in (("SGD", {"momentum": 0.9, "weight_decay": 0.1}), ("Adam", {}), ("AdamW", {})):
        for empty in (True, False):
            p = torch.tensor([1.0, -2.0], requires_grad=True)
            optimizer = getattr(torch.optim, kind)([p], lr=0.1, **settings)
            (p * p).sum().backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=empty)
            optimizer.step()
            seen.append([p, p._version, p.grad])
    return seen


def zero_grad_cuts_the_history_of_gradients(torch):
    p = torch.ones(2, requires_grad=True)
    p.grad = (p * 3).exp()
    optimizer = torch.optim.SGD([p])
    gradient = p.grad
    optimizer.zero_grad(set_to_none=False)
    return [p.grad is gradient, gradient]


def a_closure(torch):
    p = torch.tensor([1.0, -2.0], requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=0.1)

    def closure():
        optimizer.zero_grad()
        loss = (p * p).sum()
        loss.backward()
        return loss

    with torch.no_grad():
        loss = optimizer.step(closure)
    return [loss, p, optimizer.step()]


def groups_with_their_own_settings(torch):
    a, b, c = _parameters(torch)
    optimizer = torch.optim.SGD([{"params": [a], "lr": 0.5}, {"params": b, "momentum": 0.9}], lr=0.1)
    optimizer.add_param_group({"params": [c], "weight_decay": 0.5})
    for _ in range(2):
        ((a * a).sum() + (b * b).sum() + c * c).backward()
        optimizer.step()
    state = optimizer.state_dict()
    return [a, b, c, repr(optimizer), state["param_groups"], sorted(state["state"]), sorted(optimizer.defaults)]


def frozen_parameters_move_by_an_old_gradient(torch):
    a, b, _ = _parameters(torch)
    optimizer = torch.optim.Adam([a, b], lr=0.1)
    ((a * a).sum() + (b * b).sum()).backward()
    a.requires_grad_(False)
    optimizer.step()
    optimizer.zero_grad()
    (b * b).sum().backward()
    optimizer.step()
    return [a, b, [len(kept) for kept in optimizer.state.values()]]


def taking_over_a_state(torch):
    seen = []
    for kind, settings in (("SGD", {"momentum": 0.9}), ("Adam", {}), ("AdamW", {"amsgrad": True})):
        old = torch.tensor([1.0, -2.0], requires_grad=True)
        optimizer = getattr(torch.optim, kind)([old], lr=0.1, **settings)
        for _ in range(3):
            optimizer.zero_grad()
            (old * old).sum().backward()
            optimizer.step()
        for dtype in (torch.float32, torch.float64):
            new = old.detach().to(dtype).clone().requires_grad_()
            other = getattr(torch.optim, kind)([new], lr=7.0, **settings)
            other.load_state_dict(optimizer.state_dict())
            (new * new).sum().backward()
            other.step()
            seen.append([new, repr(other), {name: str(value.dtype) for name, value in other.state[new].items()}])
    return seen


def named_parameters(torch):
    layer = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(layer.named_parameters(), lr=0.5)
    return [optimizer.param_groups[0]["param_names"], optimizer.state_dict(), repr(optimizer)]


def hooks_around_a_step(torch):
    p = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=0.1)
    seen = []
    before = optimizer.register_step_pre_hook(lambda optimizer, args, kwargs: seen.append("before"))
    optimizer.register_step_post_hook(lambda optimizer, args, kwargs: seen.append("after"))
    optimizer.step()
    before.remove()
    optimizer.step()
    return seen


def a_hook_that_replaces_the_closure(torch):
    p = torch.tensor([1.0], requires_grad=True)
    optimizer, called = torch.optim.SGD([p], lr=0.1), []

    def replace(optimizer, args, kwargs):
        return (args[0], lambda: called.append("new") or 7), kwargs

    optimizer.register_step_pre_hook(replace)
    return [optimizer.step(lambda: called.append("old") or 5), called]


def a_rule_of_ones_own(torch):
    class Signs(torch.optim.Optimizer):
        def __init__(self, params, lr=0.1):
            super().__init__(params, {"lr": lr})

        @torch.no_grad()
        def step(self):
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        self.state[p]["count"] = self.state[p].get("count", 0) + 1
                        p.add_(p.grad.sign(), alpha=-group["lr"])

    a, b, _ = _parameters(torch)
    optimizer = Signs([a, b], lr=0.5)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    for _ in range(2):
        optimizer.zero_grad()
        (a * a).sum().backward()
        optimizer.step()
        schedule.step()
    return [a, b, optimizer.state_dict(), repr(optimizer)]


def step_lr(torch):
    a, b, _ = _parameters(torch)
    optimizer = torch.optim.SGD([{"params": [a]}, {"params": [b], "lr": 1.0}], lr=0.1)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
    rates = []
    for _ in range(5):
        optimizer.zero_grad()
        ((a * a).sum() + (b * b).sum()).backward()
        optimizer.step()
        schedule.step()
        rates.append([schedule.get_last_lr(), [group["lr"] for group in optimizer.param_groups]])
    state = schedule.state_dict()
    other = torch.optim.lr_scheduler.StepLR(torch.optim.SGD([a], lr=0.1), step_size=7)
    other.load_state_dict(state)
    known = ["_last_lr", "_step_count", "base_lrs", "gamma", "last_epoch", "step_size"]
    return [rates, a, b, {name: state[name] for name in known}, other.step_size, other.last_epoch, repr(optimizer)]


def step_lr_before_any_step(torch):
    optimizer = torch.optim.SGD(_parameters(torch), lr=0.1)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 2)
    schedule.step()
    schedule.step()
    return [schedule.get_last_lr(), schedule.get_lr()]


def step_lr_told_the_epoch(torch):
    optimizer = torch.optim.SGD(_parameters(torch), lr=0.1)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 2)
    optimizer.step()
    schedule.step(5)
    return schedule.get_last_lr()


def step_lr_with_a_step_replaced(torch):
    optimizer = torch.optim.SGD(_parameters(torch), lr=0.1)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    optimizer.step = lambda: None
    schedule.step()


def step_lr_resumed_without_initial_rates(torch):
    torch.optim.lr_scheduler.StepLR(torch.optim.SGD(_parameters(torch)), 2, last_epoch=3)


def step_lr_of_something_else(torch):
    torch.optim.lr_scheduler.StepLR(torch.nn.Linear(1, 1), 2)
