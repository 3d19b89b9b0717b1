"""Convolution and pooling against loops that say what they are, and their derivatives against differences."""

import itertools

import numpy as np
import pytest

import minigrad as torch
from minigrad.autograd import gradcheck, gradgradcheck
from minigrad.nn import functional as F
from minigrad.ops.convolution import avg_pool2d, conv2d, max_pool2d

SETTINGS = [
    dict(stride=1, padding=0, dilation=1, groups=1),
    dict(stride=(2, 1), padding=(1, 0), dilation=1, groups=2),
    dict(stride=(1, 3), padding=(0, 2), dilation=(2, 1), groups=1),
    dict(stride=2, padding=2, dilation=2, groups=2),
]


def draw(*shape, seed=0, requires_grad=True):
    values = np.random.default_rng(seed).standard_normal(shape)
    return torch.tensor(values, requires_grad=requires_grad)


def pair(value):
    return value if isinstance(value, tuple) else (value, value)


def windows(picture, kernel, stride, padding, dilation, outside=0.0):
    """Yield (row, column, window) of one channel, element by element."""
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = map(pair, (kernel, stride, padding, dilation))
    height, width = picture.shape
    rows = (height + 2 * ph - dh * (kh - 1) - 1) // sh + 1
    columns = (width + 2 * pw - dw * (kw - 1) - 1) // sw + 1
    for r, c in itertools.product(range(rows), range(columns)):
        window = np.full((kh, kw), outside)
        for i, j in itertools.product(range(kh), range(kw)):
            y, x = r * sh - ph + i * dh, c * sw - pw + j * dw
            if 0 <= y < height and 0 <= x < width:
                window[i, j] = picture[y, x]
        yield r, c, window


@pytest.mark.parametrize("settings", SETTINGS)
def test_conv2d_is_the_sum_over_each_window(settings):
    x, w, b = draw(2, 4, 6, 7), draw(4, 4 // settings["groups"], 3, 2, seed=1), draw(4, seed=2)
    got = conv2d(x, w, b, **settings).detach().numpy()
    per_group, wanted = 4 // settings["groups"], np.zeros(got.shape)
    rest = [settings[name] for name in ("stride", "padding", "dilation")]
    for n, o in itertools.product(range(2), range(4)):
        for c in range(per_group):
            channel = x.detach().numpy()[n, o // per_group * per_group + c]
            for row, column, window in windows(channel, (3, 2), *rest):
                wanted[n, o, row, column] += (window * w.detach().numpy()[o, c]).sum()
        wanted[n, o] += b.detach().numpy()[o]
    np.testing.assert_allclose(got, wanted, atol=1e-12)


@pytest.mark.parametrize("settings", SETTINGS)
def test_conv2d_derivatives(settings):
    inputs = (draw(2, 4, 5, 6), draw(2, 4 // settings["groups"], 3, 2, seed=1), draw(2, seed=2))
    function = lambda x, w, b: conv2d(x, w, b, **settings)  # noqa: E731
    assert gradcheck(function, inputs)
    assert gradgradcheck(function, inputs)


@pytest.mark.parametrize("padding", ["same", "valid"])
def test_conv2d_padding_by_name(padding):
    x, w = draw(3, 6, 7), draw(2, 3, 3, 3, seed=1)
    result = conv2d(x, w, padding=padding)
    assert result.shape == ((2, 6, 7) if padding == "same" else (2, 4, 5))
    assert gradcheck(lambda x, w: conv2d(x, w, padding=padding), (x, w))


def test_a_frozen_weight_saves_no_input_and_gets_no_gradient():
    x, w = draw(1, 2, 4, 4), draw(3, 2, 3, 3, seed=1, requires_grad=False)
    result = conv2d(x, w)
    assert result.grad_fn._saved_weight is w
    with torch.no_grad():
        x.mul_(2)  # not saved, so it may change
    result.sum().backward()
    assert w.grad is None and x.grad.shape == x.shape


def test_a_changed_input_is_noticed():
    x, w = draw(1, 2, 4, 4, requires_grad=False), draw(3, 2, 3, 3, seed=1)
    result = conv2d(x, w)
    x.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        result.sum().backward()


def test_backward_twice_with_retain_graph_gives_the_same_again():
    x, w = draw(2, 2, 4, 4), draw(3, 2, 3, 3, seed=1)
    result = conv2d(x, w).square().sum()
    first = torch.autograd.grad(result, (x, w), retain_graph=True)
    second = torch.autograd.grad(result, (x, w))
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


POOLS = [
    dict(kernel_size=2),
    dict(kernel_size=(2, 3), stride=(3, 2), padding=(1, 0)),
    dict(kernel_size=3, stride=1, padding=1),
]


@pytest.mark.parametrize("settings", POOLS)
@pytest.mark.parametrize("pool, of_window, outside", [(max_pool2d, np.max, -np.inf), (avg_pool2d, np.mean, 0.0)])
def test_pooling_takes_each_window(settings, pool, of_window, outside):
    x = draw(2, 3, 6, 7)
    got = pool(x, **settings).detach().numpy()
    stride, padding = settings.get("stride", settings["kernel_size"]), settings.get("padding", 0)
    for n, c in itertools.product(range(2), range(3)):
        channel = x.detach().numpy()[n, c]
        for row, column, window in windows(channel, settings["kernel_size"], stride, padding, 1, outside):
            np.testing.assert_allclose(got[n, c, row, column], of_window(window))


@pytest.mark.parametrize("settings", POOLS)
@pytest.mark.parametrize("pool", [max_pool2d, avg_pool2d])
def test_pooling_derivatives(settings, pool):
    x = draw(1, 2, 5, 6)
    assert gradcheck(lambda x: pool(x, **settings), (x,))
    assert gradgradcheck(lambda x: pool(x, **settings).square(), (x,))


def test_max_pool2d_gives_the_gradient_to_the_first_of_equals():
    x = torch.zeros(1, 4, 4, requires_grad=True)
    result, indices = max_pool2d(x, 2, return_indices=True)
    assert indices.tolist() == [[[0, 2], [8, 10]]]
    result.sum().backward()
    assert x.grad.nonzero().tolist() == [[0, 0, 0], [0, 0, 2], [0, 2, 0], [0, 2, 2]]


def test_functional_has_them():
    x, w = draw(1, 2, 4, 4), draw(3, 2, 3, 3, seed=1)
    assert torch.equal(F.conv2d(x, w), conv2d(x, w))
    assert torch.equal(F.max_pool2d(x, 2), max_pool2d(x, 2))
    assert torch.equal(F.avg_pool2d(x, 2), avg_pool2d(x, 2))
