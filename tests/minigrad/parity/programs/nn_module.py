"""nn.Module: what it registers, lists, prints, saves and loads, and its hooks."""

import copy
import warnings
from collections import OrderedDict


def _tried(*functions):
    """Return for each function what it raised, or what it returned."""
    seen = []
    for function in functions:
        try:
            found = function()
            seen.append(found if isinstance(found, str | int | float | bool | list | None) else repr(found))
        except Exception as error:  # which error it is, is what is compared
            seen.append([type(error).__name__, str(error)])
    return seen


def _filled(module):
    """Give every parameter the numbers 0.1, 0.2, ... in its place."""
    for parameter in module.parameters():
        count = parameter.numel()
        parameter.data = type(parameter.data)([0.1 * (k + 1) for k in range(count)]).reshape(parameter.shape)
    return module


def _net(torch):
    nn = torch.nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Linear(2, 3)
            self.norm = nn.BatchNorm1d(3)
            self.body = nn.Sequential(nn.ReLU(), nn.Linear(3, 2, bias=False))
            self.scale = nn.Parameter(torch.ones(1))
            self.register_buffer("count", torch.zeros(2))
            self.register_buffer("scratch", torch.zeros(1), persistent=False)
            self.tied = self.first

        def forward(self, x):
            return self.body(self.norm(self.first(x))) * self.scale

    return Net()


def listing(torch):
    net = _net(torch)
    return [
        [name for name, _ in net.named_parameters()],
        [name for name, _ in net.named_parameters(remove_duplicate=False)],
        [name for name, _ in net.named_parameters(prefix="net", recurse=False)],
        [name for name, _ in net.named_buffers()],
        [name for name, _ in net.named_buffers(recurse=False)],
        [name for name, _ in net.named_modules()],
        [name for name, _ in net.named_modules(prefix="p", remove_duplicate=False)],
        [name for name, _ in net.named_children()],
        [type(module).__name__ for module in net.modules()],
        [type(module).__name__ for module in net.children()],
        [list(p.shape) for p in net.parameters()],
        [list(b.shape) for b in net.buffers()],
        sum(p.numel() for p in net.parameters()),
        [name in dir(net) for name in ("first", "scale", "count", "forward", "0")],
        isinstance(net.parameters(), list),
        str(net),
    ]


def getting_by_name(torch):
    net = _net(torch)
    return _tried(
        lambda: net.get_submodule("body.1"),
        lambda: net.get_submodule("") is net,
        lambda: net.get_submodule("body.7"),
        lambda: net.get_submodule("scale"),
        lambda: list(net.get_parameter("body.1.weight").shape),
        lambda: net.get_parameter("body.1.bias"),
        lambda: net.get_parameter("count"),
        lambda: list(net.get_buffer("norm.running_mean").shape),
        lambda: net.get_buffer("scale"),
        lambda: net.get_buffer("none"),
        lambda: net.missing,
    )


def assigning(torch):
    nn = torch.nn
    m = nn.Module()
    m.p = nn.Parameter(torch.ones(2))
    m.child = nn.ReLU()
    m.register_buffer("b", torch.zeros(2))
    m.plain = torch.ones(2)
    seen = _tried(
        lambda: setattr(m, "p", torch.ones(2)),
        lambda: setattr(m, "p", 3),
        lambda: setattr(m, "child", torch.ones(1)),
        lambda: setattr(m, "child", "x"),
        lambda: setattr(m, "b", 3),
        lambda: setattr(m, "b", torch.ones(3)),
        lambda: setattr(m, "plain", nn.Parameter(torch.ones(2))),
        lambda: sorted(dict(m.named_parameters())),
        lambda: setattr(m, "p", None),
        lambda: sorted(dict(m.named_parameters())),
        lambda: m.p,
        lambda: setattr(m, "child", None),
        lambda: list(m.children()),
        lambda: setattr(m, "b", nn.Parameter(torch.ones(1))),
        lambda: sorted(dict(m.named_buffers())),
        lambda: delattr(m, "b"),
        lambda: hasattr(m, "b"),
        lambda: delattr(m, "b"),
        lambda: setattr(m, "buffer", nn.Buffer(torch.ones(2), persistent=False)),
        lambda: sorted(dict(m.named_buffers())),
        lambda: list(m.state_dict()),
        lambda: m.register_buffer("plain", torch.ones(1)),
        lambda: m.register_buffer("x.y", torch.ones(1)),
        lambda: m.register_buffer("", torch.ones(1)),
        lambda: m.register_buffer(3, torch.ones(1)),
        lambda: m.register_buffer("q", 3),
        lambda: m.register_parameter("q", torch.ones(1)),
        lambda: m.register_parameter("x.y", None),
        lambda: m.register_parameter("", None),
        lambda: m.register_parameter("forward", None),
        lambda: m.register_parameter(3, None),
        lambda: m.add_module("x.y", nn.ReLU()),
        lambda: m.add_module("", nn.ReLU()),
        lambda: m.add_module("train", nn.ReLU()),
        lambda: m.add_module("z", 3),
        lambda: m.add_module("z", nn.ReLU),
        lambda: m.register_module("z", nn.Tanh()),
        lambda: m.z,
        lambda: nn.Module(3),
        lambda: nn.Module(a=3),
        lambda: m(torch.ones(1)),
        lambda: nn.Sequential(nn.ReLU, nn.Tanh()),
        lambda: nn.Sequential(nn.Linear),
    )

    class Early(nn.Module):
        def __init__(self):
            self.p = nn.Parameter(torch.ones(1))

    class EarlyModule(nn.Module):
        def __init__(self):
            self.layer = nn.ReLU()

    class EarlyBuffer(nn.Module):
        def __init__(self):
            self.register_buffer("b", torch.ones(1))

    class NoForward(nn.Module):
        pass

    class Uninitialised(nn.Module):
        def __init__(self):
            self.x = 3

        def forward(self, x):
            return x

    more = _tried(
        Early, EarlyModule, EarlyBuffer, lambda: NoForward()(torch.ones(1)), lambda: Uninitialised()(torch.ones(1))
    )
    return seen + more


def parameters(torch):
    nn = torch.nn
    data = torch.tensor([1.0, 2.0])
    p = nn.Parameter(data)
    data.add_(1)
    frozen = nn.Parameter(torch.ones(2), requires_grad=False)
    (p * 2).sum().backward()
    copied = copy.deepcopy(p)
    computed = nn.Parameter(p * 2)
    m = nn.Module()
    return [
        p, frozen, repr(p), repr(frozen), p._version, p.grad, p.is_leaf, copied, copied.grad is None,
        type(copied).__name__, computed, isinstance(p, torch.Tensor), type(p * 1).__name__, type(p.data).__name__,
        type(p.detach()).__name__, p.data.data_ptr() == p.data_ptr(),
        *_tried(
            lambda: nn.Parameter(torch.tensor([1, 2])),
            lambda: nn.Parameter(torch.tensor([1, 2]), requires_grad=False).requires_grad,
            lambda: nn.Parameter([1.0]),
            lambda: nn.Parameter(1.0),
            lambda: m.register_parameter("q", p * 2),
            lambda: list(nn.Parameter().shape),
        ),
    ]  # fmt: skip


def state_dicts(torch):
    net = _net(torch)
    state = net.state_dict()
    kept = net.state_dict(keep_vars=True, prefix="net.")
    shared = state["scale"].data_ptr() == net.scale.data_ptr()
    net.scale.data.fill_(7)
    return [
        list(state), list(kept), type(state).__name__, shared, state["scale"], kept["net.scale"] is net.scale,
        state["first.weight"].requires_grad, kept["net.first.weight"].requires_grad, state["norm.num_batches_tracked"],
        type(state["scale"]).__name__,
    ]  # fmt: skip


def loading(torch):
    nn = torch.nn
    net = _filled(_net(torch))
    other = _net(torch)
    result = other.load_state_dict(net.state_dict())
    less, more, wrong = (OrderedDict(net.state_dict()) for _ in range(3))
    del less["first.weight"], less["body.1.weight"]
    more["extra"] = torch.ones(1)
    more["body.9.weight"] = torch.ones(1)
    wrong["first.weight"] = torch.ones(2, 2)
    wrong["scale"] = torch.tensor(3.0)
    wrong["count"] = [1.0]
    small, large = nn.Linear(2, 2), nn.Linear(3, 2)
    loose = other.load_state_dict(less | {"extra": torch.ones(1)}, strict=False)
    assigned = nn.Linear(2, 2)
    source = {"weight": torch.ones(2, 2), "bias": torch.zeros(2)}
    assigned.load_state_dict(source, assign=True)
    before = small.weight
    small.load_state_dict({"weight": torch.full((2, 2), 3.0, dtype=torch.float64), "bias": torch.tensor([1, 2])})
    return [
        str(result), repr(loose), other.first.weight, other.norm.running_var, small.weight is before, small.weight,
        small.bias, small.weight._version > 0, assigned.weight.data_ptr() == source["weight"].data_ptr(),
        type(assigned.weight).__name__, assigned.weight.requires_grad,
        *_tried(
            lambda: other.load_state_dict(less),
            lambda: other.load_state_dict(more),
            lambda: other.load_state_dict(wrong),
            lambda: other.load_state_dict(wrong, strict=False),
            lambda: small.load_state_dict(large.state_dict()),
            lambda: small.load_state_dict({}),
            lambda: small.load_state_dict([1]),
            lambda: small.load_state_dict({"weight": torch.ones(2, 2), "bias": torch.ones(2), "x": 1}),
        ),
    ]  # fmt: skip


def old_batch_norm_states(torch):
    norm = torch.nn.BatchNorm1d(2)
    norm(torch.tensor([[1.0, 2.0], [3.0, 5.0]]))
    plain = {name: value.clone() for name, value in norm.state_dict().items() if name != "num_batches_tracked"}
    versioned = norm.state_dict()
    del versioned["num_batches_tracked"]
    return _tried(lambda: norm.load_state_dict(plain), lambda: norm.load_state_dict(versioned))


def states_of_its_own(torch):
    """A module may save and load in a form of its own."""
    nn = torch.nn

    class Shifted(nn.Module):
        def __init__(self):
            super().__init__()
            self.p = nn.Parameter(torch.ones(1))
            self.inside = nn.Linear(1, 1)

        def _save_to_state_dict(self, destination, prefix, keep_vars):
            destination[prefix + "shifted"] = self.p.data + 1

        def _load_from_state_dict(self, state_dict, prefix, local_metadata, strict, missing, unexpected, errors):
            if prefix + "shifted" not in state_dict:
                missing.append(prefix + "shifted")
                return
            self.p.data.copy_(state_dict[prefix + "shifted"] - 1)

    net = nn.Sequential(Shifted(), nn.ReLU())
    state = net.state_dict()
    net[0].p.data.fill_(7)
    result = net.load_state_dict(state)
    del state["0.shifted"]
    return [list(state), str(result), net[0].p, *_tried(lambda: net.load_state_dict(state))]


def modes_and_flags(torch):
    net = _net(torch)
    seen = [net.training, net.eval() is net, [m.training for m in net.modules()]]
    net.body.train()
    seen.append([m.training for m in net.modules()])
    seen += _tried(lambda: net.train(1))
    seen += [net.train() is net, net.requires_grad_(False) is net, [p.requires_grad for p in net.parameters()]]
    net.body.requires_grad_()
    seen.append([p.requires_grad for p in net.parameters()])
    order = []
    net.apply(lambda m: order.append(type(m).__name__))
    return [*seen, order]


def zero_grad(torch):
    layer = _filled(torch.nn.Linear(2, 1))
    layer(torch.ones(1, 2)).sum().backward()
    grad = layer.weight.grad
    layer.zero_grad(set_to_none=False)
    kept = [layer.weight.grad is grad, grad.clone()]
    layer.zero_grad()
    kept.append(layer.weight.grad)
    out = (layer(torch.ones(1, 2)) ** 2).sum()
    out.backward(create_graph=True)
    layer.zero_grad(set_to_none=False)
    return [*kept, layer.weight.grad, layer.weight.grad.requires_grad]


def converting(torch):
    net = _net(torch)
    weight = net.first.weight
    net.first.weight.grad = torch.ones(3, 2)
    same = net.double() is net
    seen = [same, net.first.weight is weight, weight.dtype, weight.grad.dtype, net.norm.running_mean.dtype,
            net.norm.num_batches_tracked.dtype, net(torch.ones(2, 2, dtype=torch.float64)).dtype]  # fmt: skip
    net.to(torch.float32)
    seen += [weight.dtype, net.to("cpu") is net, net.float() is net, net.cpu() is net, weight.is_leaf]
    net.to(torch.ones(1, dtype=torch.float64))
    return [*map(str, seen), str(weight.dtype), *_tried(lambda: net.to(torch.int64), lambda: net.to(dtype=torch.bool))]


def copying(torch):
    net = _filled(_net(torch))
    net(torch.tensor([[1.0, 2.0], [0.5, -1.0]])).sum().backward()
    twin = copy.deepcopy(net)
    with torch.no_grad():
        twin.scale.add_(1)
        twin.norm.running_mean.zero_()
    return [
        net.scale, twin.scale, twin.scale.grad, net.norm.running_mean, twin.tied is twin.first,
        twin.first.weight.requires_grad, [n for n, _ in twin.named_parameters()], twin.training, str(twin) == str(net),
    ]  # fmt: skip


def sequential(torch):
    nn = torch.nn
    s = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
    named = nn.Sequential(OrderedDict([("a", nn.Linear(1, 1)), ("b", nn.Tanh())]))
    tail = s[1:]
    shared = tail[1] is s[2]
    s[1] = nn.Tanh()
    s.append(nn.Sigmoid())
    text = str(s)
    del s[0]
    s.insert(0, nn.Identity())
    s.extend([nn.ELU(), nn.GELU()])
    popped = s.pop(1)
    return [
        text, str(s), str(popped), str(named), str(named[:1]), str(named.a), named[-1] is named.b, shared, len(s),
        str(tail), [type(m).__name__ for m in s], str(s + named), list(dict(s.named_parameters())),
        *_tried(lambda: s[9], lambda: s[-9], lambda: nn.Sequential(1), lambda: nn.Sequential(nn.ReLU(), None)
                and "made", lambda: s + 3, lambda: str(nn.Sequential()), lambda: s["a"]),
    ]  # fmt: skip


def sequential_arithmetic(torch):
    nn = torch.nn
    s, t = nn.Sequential(nn.Linear(1, 1), nn.ReLU()), nn.Sequential(nn.Tanh())
    twice = s * 2
    shared = twice[0] is twice[2]
    s += t
    t *= 3
    net = nn.Sequential(OrderedDict([("body", s), ("head", nn.Linear(1, 1))]))
    net.set_submodule("body.1", nn.GELU())
    return [
        str(twice), shared, str(s), str(t), str(2 * t), len(list(twice.parameters())), str(net),
        *_tried(
            lambda: s * 0, lambda: s * 1.5, lambda: s.insert(9, nn.ReLU()), lambda: s.insert(0, 3), lambda: s + 1,
            lambda: str(s.insert(-1, nn.Identity())), lambda: net.set_submodule("", s),
            lambda: net.set_submodule("a", 3),
            lambda: net.set_submodule("body.x", nn.ReLU(), strict=True), lambda: net.set_submodule("head.weight", s),
            lambda: net.set_submodule("nobody.0", s), lambda: net.set_submodule("extra", nn.ReLU()), lambda: str(net),
        ),
    ]  # fmt: skip


def containers(torch):
    nn = torch.nn
    layers = nn.ModuleList([nn.Linear(1, 1), nn.Linear(1, 1), nn.ReLU()])
    layers.append(nn.Sequential(nn.Linear(1, 2)))
    layers += [nn.ReLU()]
    table = nn.ModuleDict({"a": nn.Linear(1, 1), "b": nn.ReLU()})
    table["c"] = nn.Tanh()
    numbers = nn.ParameterList([nn.Parameter(torch.ones(2)), torch.zeros(1, 2)])
    numbers.append(nn.Parameter(torch.ones(1)))
    layers[1] = nn.Tanh()
    text = str(layers)
    layers.insert(0, nn.Sigmoid())
    del layers[1]
    return [
        text, str(layers), len(layers), [type(m).__name__ for m in layers], str(layers[1:3]), str(layers[-1]),
        list(dict(layers.named_parameters())), str(table), list(table), list(table.keys()), "a" in table, len(table),
        [str(v) for v in table.values()], list(dict(table.named_parameters())), str(numbers), len(numbers),
        [n for n, _ in numbers.named_parameters()], type(numbers[1]).__name__, str(nn.ModuleList()),
        str(nn.ModuleDict()), [p.requires_grad for p in numbers], str(layers + nn.ModuleList([nn.ReLU()])),
        *_tried(lambda: layers(torch.ones(1)), lambda: nn.ModuleList([1]), lambda: nn.ModuleDict({"a": 1}),
                lambda: table["z"], lambda: layers[9], lambda: nn.ModuleList(3), lambda: numbers(1),
                lambda: numbers.extend(torch.ones(2)), lambda: nn.ModuleDict(3), lambda: str(table.pop("a")),
                lambda: list(table)),
    ]  # fmt: skip


def printing(torch):
    nn = torch.nn

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList([nn.Linear(1, 1) for _ in range(3)])
            self.head = nn.Sequential(nn.Linear(1, 2), nn.Sequential(nn.ReLU(), nn.Dropout(0.2)))
            self.nothing = None

        def extra_repr(self):
            return "size=3,\nkind=test"

    class Plain(nn.Module):
        pass

    return [str(Block()), repr(Plain()), str(nn.Sequential(Block(), Plain()))]


def forward_hooks(torch):
    nn = torch.nn
    layer = _filled(nn.Linear(2, 1))
    seen = []
    first = layer.register_forward_pre_hook(lambda m, args: seen.append(["pre", len(args), args[0].tolist()]))
    second = layer.register_forward_pre_hook(lambda m, args: args[0] * 2)
    third = layer.register_forward_hook(lambda m, args, out: seen.append(["post", args[0].tolist(), out.tolist()]))
    fourth = layer.register_forward_hook(lambda m, args, out: out + 1)
    layer.register_forward_hook(lambda m, args, out: seen.append(["first", out.tolist()]), prepend=True)
    layer.register_forward_hook(lambda m, args, kwargs, out: seen.append(["kwargs", sorted(kwargs)]), with_kwargs=True)
    a = layer(torch.ones(1, 2))
    second.remove()
    third.remove()
    b = layer(torch.ones(1, 2))
    first.remove()
    fourth.remove()
    return [a, b, layer(torch.ones(1, 2)), seen, len(layer._forward_hooks), len(layer._forward_pre_hooks)]


def forward_hooks_with_errors(torch):
    layer = torch.nn.Linear(2, 1)
    seen = []
    layer.register_forward_hook(lambda m, args, out: seen.append(out is None), always_call=True)
    layer.register_forward_hook(lambda m, args, out: seen.append("never"))
    errors = _tried(lambda: layer(torch.ones(1, 3)))
    layer.register_forward_pre_hook(lambda m, args, kwargs: 3, with_kwargs=True)
    return errors + _tried(lambda: layer(torch.ones(1, 2))) + seen


def backward_hooks(torch):
    nn = torch.nn
    net = nn.Sequential(_filled(nn.Linear(2, 2)), nn.Tanh(), _filled(nn.Linear(2, 1)))
    seen = []

    def note(module, grad_input, grad_output):
        seen.append([type(module).__name__, [None if g is None else [round(v, 4) for v in g.flatten().tolist()]
                                             for g in (*grad_input, *grad_output)]])  # fmt: skip

    handles = [layer.register_full_backward_hook(note) for layer in net]
    x = torch.tensor([[1.0, -1.0]], requires_grad=True)
    out = net(x)
    name = type(out.grad_fn).__name__
    out.sum().backward()
    for handle in handles:
        handle.remove()
    plain = type(net(x).grad_fn).__name__
    net[1].register_full_backward_hook(lambda m, gi, go: (gi[0] * 0,))
    net[2].register_full_backward_pre_hook(lambda m, go: (go[0] * 3,))
    x.grad = None
    net.zero_grad()
    net(x).sum().backward()
    return [name, plain, seen, x.grad, net[0].weight.grad, net[2].weight.grad]


def backward_hooks_without_inputs_that_need_gradients(torch):
    layer = _filled(torch.nn.Linear(2, 1))
    seen = []
    layer.register_full_backward_hook(lambda m, gi, go: seen.append([gi[0] is None, go[0].tolist()]))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        layer(torch.ones(1, 2)).sum().backward()
    with torch.no_grad():
        layer(torch.ones(1, 2))
    wrong = torch.nn.Linear(2, 1)
    wrong.register_full_backward_hook(lambda m, gi, go: (gi[0], gi[0]))
    errors = _tried(lambda: wrong(torch.ones(1, 2, requires_grad=True)).sum().backward())
    return [seen, layer.weight.grad, len(caught), str(caught[0].message), *errors]


def shared_parameters(torch):
    nn = torch.nn
    a, b = _filled(nn.Linear(2, 2)), nn.Linear(2, 2)
    b.weight = a.weight
    net = nn.Sequential(a, b)
    net(torch.ones(1, 2)).sum().backward()
    return [
        [n for n, _ in net.named_parameters()],
        list(net.state_dict()),
        a.weight.grad is b.weight.grad,
        len(list(net.parameters())),
        copy.deepcopy(net)[0].weight is copy.deepcopy(net)[1].weight,
        (lambda twin: twin[0].weight is twin[1].weight)(copy.deepcopy(net)),
    ]
