"""Hooks: when they run, what they see and change, and how they are taken away."""


def order_of_all_kinds(torch):
    seen = []
    a, b = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    for name, leaf in (("a", a), ("b", b)):
        leaf.register_hook(lambda g, name=name: seen.append(f"hook {name}"))
        leaf.register_post_accumulate_grad_hook(lambda leaf, name=name: seen.append(f"post {name} {leaf.grad is None}"))
    c = a * b
    d = c.exp()
    e = c + d
    for name, result in (("c", c), ("d", d), ("e", e)):
        result.register_hook(lambda g, name=name: seen.append(f"hook {name}"))
    c.grad_fn.register_hook(lambda gi, go: seen.append(f"after c {len(gi)} {len(go)}"))
    c.grad_fn.register_prehook(lambda go: seen.append(f"before c {len(go)}"))
    e.backward()
    return seen


def order_of_leaves(torch):
    seen = []
    a, b = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    a.register_hook(lambda g: seen.append("a"))
    b.register_hook(lambda g: seen.append("b"))
    (b * a).backward()
    torch.stack([a, b]).sum().backward()
    torch.cat([b.view(1), a.view(1)]).sum().backward()
    torch.where(torch.tensor(True), a, b).backward()
    ((a * 2) * (b * 3)).backward()
    (a.exp() + b.exp()).backward()
    return seen


def order_of_parameters_of_a_network(torch):
    seen = []
    parameters = [torch.full((2,), float(k + 1), requires_grad=True) for k in range(4)]
    for k, parameter in enumerate(parameters):
        parameter.register_post_accumulate_grad_hook(lambda _, k=k: seen.append(k))
    penalty = sum((p * p).sum() for p in parameters)
    hidden = (torch.ones(2) * parameters[0] + parameters[1]).tanh() * parameters[2] + parameters[3]
    hidden.sum().backward()
    (penalty * 2).backward()
    return seen


def taken_away(torch):
    seen = []
    a = torch.tensor(2.0, requires_grad=True)
    y = a * 3
    handles = [y.register_hook(lambda g, k=k: seen.append(k)) for k in range(3)]
    handles[1].remove()
    y.backward(retain_graph=True)
    handles[1].remove()
    with y.register_hook(lambda g: g * 10):
        y.backward(retain_graph=True)
    y.backward()
    return [seen, a.grad]


def that_returns_no_tensor(torch):
    y = torch.ones(2, requires_grad=True) * 3
    y.register_hook(lambda g: 3)
    y.sum().backward()


def that_changes_the_size(torch):
    y = torch.ones(2, requires_grad=True) * 3
    y.register_hook(lambda g: g.sum())
    y.sum().backward()


def on_what_gets_no_gradient(torch):
    torch.ones(2).register_hook(lambda g: g)


def after_accumulation_on_a_result(torch):
    (torch.ones(2, requires_grad=True) * 3).register_post_accumulate_grad_hook(lambda g: g)


def stay_with_the_history_they_were_hung_on(torch):
    seen = []
    a = torch.ones(2, requires_grad=True)
    y = a * 3
    y.retain_grad()
    y.register_hook(lambda g: seen.append(["old", g.tolist()]))
    y.mul_(2)
    y.register_hook(lambda g: seen.append(["new", g.tolist()]))
    y.sum().backward()
    return [seen, y.grad, a.grad]


def retained_gradients_move_on_after_a_write_through_a_view(torch):
    a = torch.ones(4, requires_grad=True)
    y = a * 3
    part = y[:2]
    part.retain_grad()
    y.retain_grad()
    part.mul_(2)
    y.sum().backward()
    return [y.grad, part.grad, a.grad]


def and_gradients_asked_for_by_name(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y.register_hook(lambda g: g * 10)
    y.retain_grad()
    z = y.sum()
    both = torch.autograd.grad(z, [y, x], retain_graph=True)
    alone = torch.autograd.grad(z, [y], retain_graph=True)
    z.backward(inputs=[x], retain_graph=True)
    z.backward(inputs=[y], retain_graph=True)
    y.grad_fn.register_prehook(lambda g: (g[0] * 3,))
    return [both, alone, x.grad, y.grad, torch.autograd.grad(z, [y, x], retain_graph=True)]


def errors_inside_come_out(torch):
    def fail(gradient):
        raise ValueError("mine")

    a = torch.ones(2, requires_grad=True)
    a.register_hook(fail)
    (a * 2).sum().backward()


def for_saved_tensors(torch):
    seen = []
    x = torch.tensor([1.0, 2.0], requires_grad=True)

    def pack(tensor):
        seen.append(["pack", tensor.shape])
        return tensor.detach() * 2

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda packed: packed / 2):
        y, _ = (x * x).exp(), x / 2
    y.sum().backward()
    return [seen, x.grad]


def leaves_do_not_wait_for_older_nodes(torch):
    seen = []
    a, b, c = (torch.tensor(float(k), requires_grad=True) for k in (1, 2, 3))
    kept = [leaf * 1 for leaf in (c, a, b)]
    for name, leaf in (("a", a), ("b", b), ("c", c)):
        leaf.register_hook(lambda g, name=name: seen.append(name))
    x = a * 2
    x.register_hook(lambda g: seen.append("x"))
    y = x.exp()
    y.register_hook(lambda g: seen.append("y"))
    (y * b + kept[0] * c).backward()
    return seen


def hooks_of_a_leaf_that_needs_no_gradient_any_more(torch):
    seen = []
    for switch_off in (lambda leaf: leaf.requires_grad_(False), lambda leaf: leaf.detach_()):
        x = torch.ones(2, requires_grad=True)
        x.register_hook(lambda g: seen.append(["hook", g]))
        x.register_post_accumulate_grad_hook(lambda leaf: seen.append(["after", leaf.grad]))
        y = x * 2
        switch_off(x)
        y.sum().backward()
    return seen
