"""The layers: what they compute, keep and print, and what they refuse."""

import math

from .nn_module import _filled, _tried


def _x(torch, *shape):
    count = math.prod(shape)
    return (torch.arange(count).reshape(shape).float() * 7 % 5 - 2) / 2


def _rounded(grad):
    return None if grad is None else (grad * 1e8).round() / 1e8


def _trained(torch, module, *inputs):
    """Return the output, and the gradients of the inputs and the parameters for a weighted sum of it."""
    module.double()
    inputs = [x.double().requires_grad_() if x.dtype.is_floating_point else x for x in inputs]
    out = module(*inputs)
    places = torch.arange(out.numel()).reshape(out.shape)
    weights = (places * places % 7 + 1).to(out.dtype)
    out.backward(weights)
    return [out, *(_rounded(x.grad) for x in inputs), *(_rounded(p.grad) for p in module.parameters())]


def reprs(torch):
    nn = torch.nn
    return [
        repr(layer)
        for layer in (
            nn.Linear(2, 3), nn.Linear(2, 3, bias=False), nn.Conv2d(2, 4, 3), nn.MaxPool2d(2), nn.AvgPool2d(3, 2, 1),
            nn.Conv2d(2, 4, (3, 2), stride=2, padding=1, dilation=2, groups=2, bias=False),
            nn.Conv2d(1, 1, 3, padding="same"), nn.MaxPool2d((2, 3), stride=1, padding=1, dilation=2, ceil_mode=True),
            nn.BatchNorm1d(3), nn.BatchNorm2d(3, eps=0.1, momentum=None, affine=False, track_running_stats=False),
            nn.BatchNorm1d(2, bias=False), nn.LayerNorm(3), nn.LayerNorm((2, 3), bias=False),
            nn.LayerNorm([2], eps=1e-3, elementwise_affine=False), nn.Dropout(), nn.Dropout(0.1, inplace=True),
            nn.Embedding(3, 2), nn.Embedding(3, 2, padding_idx=-1), nn.Flatten(), nn.Flatten(0, 1),
            nn.Unflatten(1, (2, 3)), nn.Identity(3, x=4), nn.RNNCell(2, 3), nn.ReLU(), nn.ReLU(inplace=True),
            nn.RNNCell(2, 3, bias=False, nonlinearity="relu"), nn.LeakyReLU(), nn.LeakyReLU(0.2, True), nn.ELU(),
            nn.ELU(2.0, inplace=True), nn.GELU(), nn.GELU("tanh"), nn.SiLU(), nn.SiLU(inplace=True), nn.Softplus(),
            nn.Softplus(2, 3), nn.Tanh(), nn.Sigmoid(), nn.Softmax(1), nn.Softmax(), nn.LogSoftmax(dim=-1),
            nn.LogSigmoid(), nn.MSELoss(), nn.CrossEntropyLoss(reduction="sum"), nn.SmoothL1Loss(beta=2.0),
            nn.HuberLoss(), nn.KLDivLoss(), nn.BCELoss(), nn.BCEWithLogitsLoss(), nn.L1Loss(), nn.NLLLoss(),
        )
    ]  # fmt: skip


def linear(torch):
    nn = torch.nn
    return [
        _trained(torch, _filled(nn.Linear(3, 2, bias=bias)), _x(torch, *shape))
        for bias in (True, False)
        for shape in ((4, 3), (2, 2, 3), (3,), (0, 3))
    ]


def convolutions_and_pools(torch):
    nn = torch.nn
    x = _x(torch, 2, 2, 5, 5)
    layers = [nn.Conv2d(2, 2, 3), nn.Conv2d(2, 4, 2, stride=2, padding=1, groups=2, bias=False), nn.MaxPool2d(2),
              nn.AvgPool2d(2), nn.Conv2d(2, 1, 3, padding="same")]  # fmt: skip
    return [_trained(torch, _filled(layer), x) for layer in layers]


def batch_norm(torch):
    nn = torch.nn
    seen = []
    for layer, shape in ((nn.BatchNorm1d(3), (4, 3)), (nn.BatchNorm1d(3), (2, 3, 4)), (nn.BatchNorm2d(2), (3, 2, 2, 2)),
                         (nn.BatchNorm1d(3, affine=False), (4, 3)), (nn.BatchNorm1d(3, momentum=None), (4, 3)),
                         (nn.BatchNorm1d(3, track_running_stats=False), (4, 3)),
                         (nn.BatchNorm1d(3, bias=False), (4, 3))):  # fmt: skip
        _filled(layer)
        x = _x(torch, *shape)
        seen.append(_trained(torch, layer, x))
        layer((x * 1.9 + 1).double())
        seen.append([layer.running_mean, layer.running_var, layer.num_batches_tracked])
        layer.eval()
        layer.zero_grad()
        seen.append(_trained(torch, layer, x))
        seen.append([layer.running_mean, layer.num_batches_tracked, list(layer.state_dict())])
    return seen


def batch_norm_that_is_frozen(torch):
    layer = torch.nn.BatchNorm1d(2)
    layer.requires_grad_(False)
    x = torch.tensor([[1.0, 2.0], [3.0, 6.0]])
    out = layer(x)
    before = layer.running_mean.clone()
    layer.eval()
    layer(x + 1)
    with torch.no_grad():
        layer.train()
        layer(x)
    return [out, before, layer.running_mean, layer.running_var, layer.num_batches_tracked, out.requires_grad]


def batch_norm_of_buffers_changed_before_backward(torch):
    layer = torch.nn.BatchNorm1d(2).eval()
    out = layer(torch.ones(2, 2, requires_grad=True))
    layer.running_mean.add_(1)
    train = torch.nn.BatchNorm1d(2)
    x = torch.tensor([[1.0, 2.0], [3.0, 6.0]], requires_grad=True)
    twice = train(x).sum() + train(x * 2).sum()
    errors = _tried(lambda: out.sum().backward(), lambda: twice.backward())
    return [*errors, train.num_batches_tracked._version, train.running_mean._version]


def layer_norm(torch):
    nn = torch.nn
    x = _x(torch, 2, 2, 3) + torch.arange(12.0).reshape(2, 2, 3) / 10
    return [
        _trained(torch, _filled(layer), x)
        for layer in (nn.LayerNorm(3), nn.LayerNorm((2, 3)), nn.LayerNorm(3, elementwise_affine=False),
                      nn.LayerNorm(3, bias=False), nn.LayerNorm([3], eps=0.5))
    ]  # fmt: skip


def norms_of_constant_inputs(torch):
    nn = torch.nn
    x = torch.ones(3, 2)
    return [_trained(torch, layer, x) for layer in (nn.BatchNorm1d(2), nn.LayerNorm(2))]


def dropout(torch):
    nn = torch.nn
    layer = nn.Dropout(0.25)
    x = torch.ones(2000, requires_grad=True)
    torch.manual_seed(1)
    a = layer(x)
    torch.manual_seed(1)
    b = layer(x)
    a.sum().backward()
    kept = (a > 0).float().mean().item()
    layer.eval()
    y = torch.ones(4)
    inplace = nn.Dropout(1.0, inplace=True)
    changed = inplace(y)
    functional = nn.functional
    return [
        sorted({round(v, 4) for v in a.tolist()}), bool((a == b).all()), bool((x.grad == a).all()), 0.7 < kept < 0.8,
        layer(x) is x, nn.Dropout(0.0)(x) is x, type(a.grad_fn).__name__, changed is y, y, y._version,
        nn.Dropout(1.0)(torch.ones(3)), functional.dropout(x, 0.5, False) is x,
        functional.dropout(torch.ones(0)).shape == (0,),
        *_tried(lambda: nn.Dropout(1.5), lambda: functional.dropout(x, -0.1),
                lambda: functional.dropout(x, 0.5, inplace=True)),
    ]  # fmt: skip


def embedding(torch):
    nn = torch.nn
    layer = _filled(nn.Embedding(4, 2, padding_idx=1))
    fresh = nn.Embedding(4, 2, padding_idx=-2)
    index = torch.tensor([[0, 1], [3, 3]])
    pretrained = nn.Embedding.from_pretrained(torch.ones(3, 2))
    seen = _trained(torch, layer, index)
    return [
        *seen, fresh.weight[2], fresh.padding_idx, pretrained.weight, pretrained(torch.tensor(1)),
        layer(torch.tensor([], dtype=torch.int64)).shape == (0, 2), list(layer.state_dict()),
        *_tried(lambda: layer(torch.tensor([4])), lambda: layer(torch.tensor([-1])), lambda: layer(torch.tensor([0.5])),
                lambda: nn.Embedding(3, 2, padding_idx=3), lambda: nn.Embedding(3, 2, padding_idx=-4)),
    ]  # fmt: skip


def recurrent(torch):
    nn = torch.nn
    cell, relu = _filled(nn.RNNCell(3, 2)), _filled(nn.RNNCell(3, 2, bias=False, nonlinearity="relu"))
    x, h = _x(torch, 2, 3), _x(torch, 2, 2)
    return [
        _trained(torch, cell, x, h), _trained(torch, relu, x, h),
        *(cell(*(v.double() for v in values)) for values in ([x], [x[0]], [x[0], h[0]])),
        [n for n, _ in relu.named_parameters()], cell.float() is cell,
        *_tried(lambda: cell(_x(torch, 2, 4)), lambda: cell(x, _x(torch, 2, 3)), lambda: cell(x, _x(torch, 3, 2)),
                lambda: cell(_x(torch, 1, 1, 3)), lambda: cell(x, _x(torch, 1, 1, 2)),
                lambda: nn.RNNCell(3, 2, nonlinearity="x")(x)),
    ]  # fmt: skip


def shapes(torch):
    nn = torch.nn
    x = _x(torch, 2, 3, 4)
    return [
        _trained(torch, nn.Flatten(), x), nn.Flatten(0, 1)(x), nn.Unflatten(1, (3, 1))(x), nn.Unflatten(2, [2, -1])(x),
        nn.Identity()(x) is x,
        *_tried(lambda: nn.Flatten()(torch.ones(3)), lambda: nn.Flatten()(torch.tensor(1.0)),
                lambda: nn.Unflatten(1, 3), lambda: nn.Unflatten(1, (2.0, 1)),
                lambda: nn.Unflatten(1, (2, 2))(x)),
    ]  # fmt: skip


def activations(torch):
    nn = torch.nn
    x = torch.tensor([-30.0, -2.0, -0.5, 0.0, 0.5, 2.0, 30.0])
    layers = [nn.ReLU(), nn.LeakyReLU(), nn.LeakyReLU(0.3), nn.ELU(), nn.ELU(1.5), nn.GELU(), nn.GELU("tanh"),
              nn.SiLU(), nn.Softplus(), nn.Softplus(2, 1), nn.Tanh(), nn.Sigmoid(), nn.Softmax(0), nn.LogSoftmax(0),
              nn.LogSigmoid()]  # fmt: skip
    return [_trained(torch, layer, x) for layer in layers]


def activations_in_place(torch):
    nn = torch.nn
    seen = []
    for layer in (nn.ReLU(True), nn.LeakyReLU(0.3, True), nn.ELU(1.5, True), nn.SiLU(True)):
        leaf = torch.tensor([-2.0, -0.5, 0.0, 0.5, 2.0], requires_grad=True)
        x = leaf * 1
        out = layer(x)
        out.sum().backward()
        seen += [out is x, out, out._version, leaf.grad]
        seen += _tried(lambda layer=layer, leaf=leaf: layer(leaf))
    return seen


def activations_in_place_with_negative_slopes(torch):
    functional = torch.nn.functional
    seen = [functional.elu_(torch.tensor([-1.0, 1.0]), -2.0), functional.leaky_relu_(torch.tensor([-1.0, 1.0]), -2.0)]
    x = torch.tensor([-2.0, 0.0, 2.0], requires_grad=True)
    functional.leaky_relu_(x.clone(), 0.0).sum().backward()
    return [
        *seen,
        x.grad,
        *_tried(
            lambda: functional.elu_(x.clone(), -2.0).sum().backward(),
            lambda: functional.leaky_relu(x.clone(), -2.0, inplace=True).sum().backward(),
            lambda: functional.leaky_relu(x, -2.0).sum().backward(),
        ),
    ]


def activations_that_refuse(torch):
    functional = torch.nn.functional
    whole = torch.tensor([1, -2])
    return _tried(
        lambda: functional.relu(whole).tolist(), lambda: functional.leaky_relu(whole), lambda: functional.elu(whole),
        lambda: functional.gelu(whole), lambda: functional.silu(whole), lambda: functional.softplus(whole),
        lambda: functional.gelu(torch.ones(1), approximate="x"), lambda: functional.softmax(whole, 0),
        lambda: functional.softmax(torch.ones(2), 1), lambda: functional.tanh(whole).tolist(),
        lambda: functional.sigmoid(whole).tolist(),
    )  # fmt: skip


def softmax_without_a_dimension(torch):
    functional = torch.nn.functional
    module = torch.nn.Softmax()
    return [functional.softmax(_x(torch, 2, 3)), functional.log_softmax(_x(torch, 3)), module(_x(torch, 2, 2, 2))]


def refusals(torch):
    nn = torch.nn
    x = _x(torch, 2, 3)
    norm = nn.BatchNorm1d(3)
    functional = nn.functional
    return _tried(
        lambda: norm(x[:1]), lambda: norm(x[0]), lambda: norm(_x(torch, 2, 4)), lambda: nn.BatchNorm2d(3)(x),
        lambda: nn.BatchNorm2d(3)(_x(torch, 1, 3, 1, 1)), lambda: functional.batch_norm(x, None, None),
        lambda: functional.batch_norm(x, None, None, training=True, eps=0.0), lambda: nn.LayerNorm(4)(x),
        lambda: functional.layer_norm(x, []), lambda: functional.layer_norm(x, (3,), torch.ones(2)),
        lambda: nn.LayerNorm((3, 3))(x), lambda: nn.Linear(4, 2)(x), lambda: nn.Linear(4, 2, bias=False)(x),
        lambda: nn.Linear(3, 2)(x.double()), lambda: nn.Linear(3, 2)(torch.ones(2, 3, dtype=torch.int64)),
        lambda: nn.Linear(4, 2)(_x(torch, 2, 2, 3)), lambda: nn.Linear(4, 2)(_x(torch, 3)),
        lambda: functional.linear(x, torch.ones(2, 3), torch.ones(3)), lambda: nn.Conv2d(3, 4, 3)(x),
        lambda: nn.Conv2d(3, 4, 2, groups=2), lambda: nn.Conv2d(2, 3, 2, groups=2),
        lambda: nn.Conv2d(2, 2, 2, groups=0),
        lambda: nn.Conv2d(2, 2, 3, stride=2, padding="same"), lambda: nn.Conv2d(2, 2, 3)(_x(torch, 1, 3, 5, 5)),
    )  # fmt: skip


def starting_values(torch):
    """The distributions, told by their bounds and deviations."""
    nn = torch.nn
    torch.manual_seed(0)
    seen = []
    for tensor, bound in (
        (nn.Linear(100, 400).weight, 0.1), (nn.Linear(100, 4000).bias, 0.1), (nn.Conv2d(4, 400, 5).weight, 0.1),
        (nn.Conv2d(4, 4000, 5).bias, 0.1), (nn.RNNCell(200, 100).weight_ih, 0.1), (nn.RNNCell(200, 100).weight_hh, 0.1),
    ):  # fmt: skip
        largest, spread = tensor.abs().max().item(), tensor.std().item()
        seen.append([largest <= bound, largest > 0.98 * bound, abs(spread - bound / 3**0.5) < 0.02 * bound])
    table = nn.Embedding(300, 100).weight
    norm = nn.BatchNorm1d(3)
    return [seen, abs(table.std().item() - 1) < 0.03, abs(table.mean().item()) < 0.03, norm.weight, norm.bias,
            nn.LayerNorm(2).weight, nn.LayerNorm(2).bias, table.requires_grad, table.is_leaf]  # fmt: skip


def empty_layers(torch):
    layer = torch.nn.Linear(0, 2)
    return [list(layer.weight.shape), layer(torch.ones(3, 0)).shape == (3, 2)]
