"""First and second derivatives of everything in nn.functional, and of the layers, against finite differences."""

import pytest

import minigrad as torch
from minigrad import nn
from minigrad.nn import functional as F

torch.manual_seed(7)
CLASSES = torch.tensor([0, 2, -100, 1])
WEIGHT = torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64)


def _draw(*shape):
    return torch.randn(*shape, dtype=torch.float64)


def _between(*shape):
    return torch.rand(*shape, dtype=torch.float64) * 0.8 + 0.1


def _reduced(loss, *inputs, **settings):
    return [
        (f"{loss.__name__} {reduction}", lambda *xs, r=reduction: loss(*xs, reduction=r, **settings), inputs)
        for reduction in ("mean", "sum", "none")
    ]


CASES = [
    *_reduced(F.mse_loss, _draw(4, 3), _draw(4, 3)),
    *_reduced(F.smooth_l1_loss, _draw(4, 3), _draw(4, 3), beta=0.7),
    *_reduced(F.huber_loss, _draw(4, 3), _draw(4, 3), delta=0.7),
    *_reduced(F.binary_cross_entropy, _between(4, 3), _between(4, 3), weight=WEIGHT),
    *_reduced(F.binary_cross_entropy_with_logits, _draw(4, 3), _between(4, 3), weight=WEIGHT, pos_weight=WEIGHT),
    *_reduced(F.cross_entropy, _draw(4, 3), _between(4, 3), weight=WEIGHT, label_smoothing=0.1),
    ("kl_div", lambda x, y: F.kl_div(x, y, reduction="batchmean"), [_draw(4, 3), _between(4, 3)]),
    ("kl_div of logarithms", lambda x, y: F.kl_div(x, y, reduction="sum", log_target=True), [_draw(4, 3), _draw(4, 3)]),
    ("cross_entropy of class numbers", lambda x: F.cross_entropy(x, CLASSES, WEIGHT), [_draw(4, 3)]),
    ("smoothed", lambda x: F.cross_entropy(x, CLASSES, WEIGHT, label_smoothing=0.2), [_draw(4, 3)]),
    ("nll_loss of pictures", lambda x: F.nll_loss(x.log_softmax(1), CLASSES.reshape(1, 2, 2)), [_draw(1, 3, 2, 2)]),
    ("leaky_relu", F.leaky_relu, [_draw(5)]),
    ("elu", lambda x: F.elu(x, 1.5), [_draw(5)]),
    ("gelu", F.gelu, [_draw(5)]),
    ("gelu tanh", lambda x: F.gelu(x, approximate="tanh"), [_draw(5)]),
    ("silu", F.silu, [_draw(5)]),
    ("softplus", lambda x: F.softplus(x, 2.0, 1.0), [_draw(5)]),
    ("logsigmoid", F.logsigmoid, [_draw(5)]),
    ("softmax", lambda x: F.softmax(x, 0), [_draw(3, 2)]),
    ("log_softmax", lambda x: F.log_softmax(x, -1), [_draw(3, 2)]),
    ("elu in place", lambda x: F.elu(x * 1, 1.5, inplace=True), [_draw(5)]),
    ("leaky_relu in place", lambda x: F.leaky_relu(x * 1, 0.3, inplace=True), [_draw(5)]),
    ("normalize", F.normalize, [_draw(3, 2)]),
    ("cosine_similarity", F.cosine_similarity, [_draw(3, 2), _draw(3, 2)]),
    ("linear", F.linear, [_draw(2, 2, 3), _draw(2, 3), _draw(2)]),
    ("embedding", lambda w: F.embedding(torch.tensor([[0, 2], [2, 0]]), w, padding_idx=1), [_draw(3, 2)]),
    ("layer_norm", lambda x, w, b: F.layer_norm(x, (3,), w, b), [_draw(4, 3), _draw(3), _draw(3)]),
    ("layer_norm of two dimensions", lambda x, w: F.layer_norm(x, (2, 3), w), [_draw(2, 2, 3), _draw(2, 3)]),
    (
        "batch_norm in training",
        lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True),
        [_draw(3, 2, 2), _draw(2), _draw(2)],
    ),
    (
        "batch_norm by running statistics",
        lambda x, w, b: F.batch_norm(x, WEIGHT[:2], WEIGHT[:2], w, b),
        [_draw(3, 2, 2), _draw(2), _draw(2)],
    ),
]


@pytest.mark.parametrize("function, inputs", [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_derivatives_are_those_of_finite_differences(function, inputs):
    inputs = [x.clone().requires_grad_() for x in inputs]
    assert torch.autograd.gradcheck(function, inputs)
    assert torch.autograd.gradgradcheck(function, inputs)


LAYERS = [
    (nn.Linear(3, 2), (2, 3)),
    (nn.Conv2d(2, 2, 2, padding=1), (1, 2, 3, 3)),
    (nn.MaxPool2d(2), (1, 1, 4, 4)),
    (nn.AvgPool2d(2), (1, 1, 4, 4)),
    (nn.BatchNorm1d(3), (4, 3)),
    (nn.BatchNorm2d(2).eval(), (2, 2, 2, 2)),
    (nn.LayerNorm((2, 3)), (2, 2, 3)),
    (nn.RNNCell(3, 2), (2, 3)),
    (nn.Sequential(nn.Flatten(), nn.Linear(4, 3), nn.GELU(), nn.Linear(3, 1)), (2, 2, 2)),
]


@pytest.mark.parametrize("layer, shape", LAYERS, ids=[type(layer).__name__ for layer, _ in LAYERS])
def test_layers_have_derivatives_for_their_parameters_too(layer, shape):
    layer.double()
    x = _draw(*shape).requires_grad_()
    leaves = [x, *layer.parameters()]

    def run(*values):
        return layer(values[0])  # the others are the layer's own, changed in place by the check

    assert torch.autograd.gradcheck(run, leaves)
    assert torch.autograd.gradgradcheck(run, leaves)
