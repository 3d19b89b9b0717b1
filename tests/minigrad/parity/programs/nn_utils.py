"""nn.utils and nn.init."""

from .nn_module import _filled, _tried


def _with_gradients(torch):
    layer = _filled(torch.nn.Linear(2, 2))
    layer.weight.grad = torch.tensor([[3.0, 0.0], [0.0, 4.0]])
    return layer


def clipping_by_norm(torch):
    clip = torch.nn.utils.clip_grad_norm_
    seen = []
    for settings in ({"max_norm": 1.0}, {"max_norm": 100.0}, {"max_norm": 2, "norm_type": 1},
                     {"max_norm": 2.0, "norm_type": float("inf")}, {"max_norm": 1.0, "norm_type": 3}):  # fmt: skip
        layer = _with_gradients(torch)
        grad = layer.weight.grad
        seen += [clip(layer.parameters(), **settings), layer.weight.grad, grad is layer.weight.grad, grad._version]
    one = _with_gradients(torch).weight
    return [*seen, clip(one, 1.0), one.grad, clip([torch.ones(2)], 1.0), clip([], 1.0), clip(iter([]), 1.0)]


def clipping_of_an_empty_generator(torch):
    return torch.nn.utils.clip_grad_norm_((p for p in []), 1.0)


def clipping_what_is_not_finite(torch):
    clip = torch.nn.utils.clip_grad_norm_
    layer = _with_gradients(torch)
    layer.weight.grad[0, 0] = float("nan")
    layer.bias.grad = torch.ones(2)
    seen = _tried(lambda: clip(layer.parameters(), 1.0, error_if_nonfinite=True))
    kept = layer.bias.grad.clone()
    return [*seen, kept, clip(layer.parameters(), 1.0), layer.bias.grad]


def clipping_by_value(torch):
    layer = _with_gradients(torch)
    result = torch.nn.utils.clip_grad_value_(layer.parameters(), 3.5)
    a = layer.weight.grad.clone()
    layer.weight.grad.neg_()
    torch.nn.utils.clip_grad_value_(layer.weight, 1)
    return [result, a, layer.weight.grad]


def total_norm(torch):
    total = torch.nn.utils.get_total_norm
    tensors = [torch.tensor([3.0, 4.0]), torch.tensor([[12.0]])]
    x = torch.tensor([3.0, 4.0], requires_grad=True)
    return [total(tensors), total(tensors, 1), total(tensors, float("inf")), total(tensors[0]), total([]),
            total([x]).requires_grad]  # fmt: skip


def vectors(torch):
    utils = torch.nn.utils
    layer = _filled(torch.nn.Linear(2, 2))
    vector = utils.parameters_to_vector(layer.parameters())
    vector.sum().backward()
    new = torch.arange(6.0)
    utils.vector_to_parameters(new, layer.parameters())
    return [vector, layer.weight.grad, layer.weight, layer.bias, layer.weight.is_leaf,
            layer.weight.data_ptr() == new.data_ptr(),
            *_tried(lambda: utils.vector_to_parameters([1.0], layer.parameters()))]  # fmt: skip


def filling(torch):
    init = torch.nn.init
    w = torch.nn.Parameter(torch.zeros(2, 3))
    same = init.constant_(w, 0.5) is w
    seen = [same, w.clone(), init.ones_(w).clone(), init.zeros_(w).clone(), init.eye_(w).clone(), w.grad_fn is None,
            w.requires_grad]  # fmt: skip
    init.uniform_(w, 2.0, 3.0)
    seen.append(bool(((w >= 2) & (w < 3)).all()))
    init.normal_(w, 100.0, 0.1)
    return [*seen, bool(((w > 98) & (w < 102)).all())]


def spreading(torch):
    """The deviations and bounds, for weights large enough to tell."""
    init = torch.nn.init
    torch.manual_seed(0)
    seen = []
    for shape in ((300, 200), (40, 30, 5, 5)):
        field = 25 if len(shape) == 4 else 1
        fan_in, fan_out = shape[1] * field, shape[0] * field
        for fill, wanted, bounded in (
            (init.xavier_uniform_, (2 / (fan_in + fan_out)) ** 0.5, True),
            (init.xavier_normal_, (2 / (fan_in + fan_out)) ** 0.5, False),
            (init.kaiming_uniform_, (2 / fan_in) ** 0.5, True),
            (init.kaiming_normal_, (2 / fan_in) ** 0.5, False),
            (lambda t: init.kaiming_normal_(t, mode="fan_out", nonlinearity="relu"), (2 / fan_out) ** 0.5, False),
            (lambda t: init.xavier_uniform_(t, gain=2.0), 2 * (2 / (fan_in + fan_out)) ** 0.5, True),
            (lambda t: init.kaiming_uniform_(t, a=1, mode="FAN_IN"), (1 / fan_in) ** 0.5, True),
        ):
            w = torch.empty(shape)
            same = fill(w) is w
            largest = w.abs().max().item() / wanted
            seen.append([same, abs(w.std().item() / wanted - 1) < 0.03, (largest <= 3**0.5 + 1e-5) == bounded])
    return seen


def gains(torch):
    init = torch.nn.init
    return _tried(
        *(lambda n=n: round(float(init.calculate_gain(n)), 6) for n in ("linear", "conv2d", "sigmoid", "tanh", "relu",
                                                                          "leaky_relu", "selu", "x")),
        lambda: round(init.calculate_gain("leaky_relu", 0.2), 6), lambda: init.calculate_gain("leaky_relu", "a"),
        lambda: init.kaiming_uniform_(torch.empty(3)), lambda: init.xavier_normal_(torch.empty(3)),
        lambda: init.kaiming_uniform_(torch.empty(3, 3), mode="x"), lambda: init.eye_(torch.empty(3)),
        lambda: init.kaiming_normal_(torch.empty(0, 3)).numel(),
    )  # fmt: skip
