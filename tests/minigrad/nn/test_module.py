"""What modules and layers promise beside PyTorch's results, which tests/minigrad/parity compares."""

import copy
import gc
import pickle
import warnings
import weakref

import pytest

import minigrad as torch
from minigrad import nn
from minigrad.nn import functional as F


@pytest.fixture
def no_gc():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


class Watched(nn.Module):
    """Keeps weak references to what passes through, and to its history."""

    def forward(self, x):
        self.seen, self.node = weakref.ref(x), weakref.ref(x.grad_fn) if x.grad_fn is not None else None
        return x


@pytest.mark.parametrize("hooked", [False, True])
def test_the_graph_of_a_network_goes_with_its_last_user(no_gc, hooked):
    watched = Watched()
    net = nn.Sequential(
        nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Dropout(0.5), watched, nn.LayerNorm(4), nn.Linear(4, 2)
    )
    if hooked:
        for layer in net:
            layer.register_full_backward_hook(lambda module, grad_input, grad_output: None)
            layer.register_forward_hook(lambda module, args, output: None)
    loss = F.cross_entropy(net(torch.randn(5, 3, requires_grad=True)), torch.tensor([0, 1, 0, 1, 1]))
    assert watched.node() is not None
    loss.backward()
    del loss
    assert watched.node() is None and watched.seen() is None


def test_a_network_without_hooks_keeps_its_intermediate_results_until_backward_only(no_gc):
    watched = Watched()
    net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), watched, nn.Linear(4, 2))
    out = net(torch.ones(1, 3))
    assert watched.seen() is not None
    out.sum().backward()
    assert watched.seen() is None and out.grad_fn is not None


def test_no_grad_keeps_nothing(no_gc):
    watched = Watched()
    net = nn.Sequential(nn.Linear(3, 4), watched, nn.ReLU(), nn.LayerNorm(4))
    with torch.no_grad():
        out = net(torch.ones(1, 3))
    assert watched.seen() is None and out.grad_fn is None


def test_a_frozen_layer_saves_no_input_and_gets_no_gradient():
    x = torch.ones(2, 3, requires_grad=True)
    for layer, name in ((nn.Linear(3, 2), "_saved_mat1"), (nn.LayerNorm(3), None)):
        layer.requires_grad_(False)
        node = layer(x).grad_fn
        assert [function is not None for function, _ in node.next_functions].count(True) == 1
        if name:
            assert getattr(node, name) is None
    frozen = nn.BatchNorm1d(3).requires_grad_(False)
    assert frozen(torch.randn(4, 3)).grad_fn is None


def test_layers_save_no_more_than_the_derivatives_that_are_needed():
    data, norm = torch.randn(4, 3), nn.BatchNorm1d(3)
    node = norm(data).grad_fn
    assert node._saved_weight is None  # needed for the gradient of the input only
    assert node._saved_input is data
    norm.weight.requires_grad_(False)
    assert norm(data).grad_fn._saved_input is None  # the bias alone needs nothing
    out = F.relu(torch.randn(3, requires_grad=True))
    assert out.grad_fn._saved_result.data_ptr() == out.data_ptr()


def test_extreme_inputs_give_finite_losses_without_a_warning():
    certain = torch.tensor([0.0, 1.0], requires_grad=True)
    large = torch.tensor([[1000.0, -1000.0]], requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        losses = [
            F.binary_cross_entropy(certain, torch.tensor([1.0, 0.0])),
            F.binary_cross_entropy_with_logits(large, torch.tensor([[0.0, 1.0]])),
            F.cross_entropy(large, torch.tensor([1])),
            F.softplus(large).sum(),
            F.logsigmoid(large).sum(),
            F.elu(large).sum(),
            F.gelu(large).sum(),
            F.silu(large).sum(),
        ]
        sum(losses).backward()
        assert F.mse_loss(torch.ones(0), torch.ones(0)).isnan()
    assert all(loss.isfinite() for loss in losses)
    assert certain.grad.isfinite().all() and large.grad.isfinite().all()


def test_dropout_draws_anew_and_keeps_the_mean():
    layer, x = nn.Dropout(0.3), torch.ones(20000)
    first, second = layer(x), layer(x)
    assert not torch.equal(first, second)
    assert abs(first.mean().item() - 1) < 0.03
    assert torch.equal(layer.eval()(x), x)


def test_a_module_survives_pickling_and_copying():
    net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    net.register_forward_hook(print)
    for twin in (pickle.loads(pickle.dumps(net)), copy.deepcopy(net)):
        state = twin.state_dict()
        assert all(torch.equal(tensor, state[name]) for name, tensor in net.state_dict().items())
        assert all(p.is_leaf and p.requires_grad for p in twin.parameters())
        twin[0].weight.data.zero_()
    assert net[0].weight.any()


def test_parameters_and_states_can_be_saved_and_loaded(tmp_path):
    net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    torch.save({"state": net.state_dict(), "scale": net[0].bias}, tmp_path / "net.pt")
    loaded = torch.load(tmp_path / "net.pt")
    assert isinstance(loaded["scale"], nn.Parameter) and torch.equal(loaded["scale"], net[0].bias)
    other = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    other.load_state_dict(loaded["state"])
    assert torch.equal(other[0].weight, net[0].weight) and other[1].num_batches_tracked.shape == ()


def test_a_hook_can_be_removed_at_the_end_of_a_block():
    layer, calls = nn.Identity(), []
    with layer.register_forward_hook(lambda module, args, output: calls.append(output)):
        layer(1)
    layer(2)
    assert calls == [1]


def test_loading_goes_on_where_it_can_before_it_raises():
    layer = nn.Linear(2, 2)
    with pytest.raises(RuntimeError, match='Unexpected key\\(s\\) in state_dict: "extra"'):
        layer.load_state_dict({"weight": torch.ones(2, 2), "bias": torch.zeros(2), "extra": torch.ones(1)})
    assert torch.equal(layer.weight, torch.ones(2, 2))


def test_a_deep_network_needs_no_recursion_over_its_graph():
    cell, hidden = nn.RNNCell(1, 2), torch.zeros(1, 2)
    for _ in range(2000):
        hidden = cell(torch.ones(1, 1), hidden)
    hidden.sum().backward()
    assert cell.weight_hh.grad.isfinite().all()


@pytest.mark.parametrize(
    "owner, name, near",
    [(nn, "Conv1d", "Conv2d"), (nn, "BatchNorm3d", "BatchNorm"), (F, "leaky_relus", "leaky_relu"),
     (nn.init, "xavier_uniform", "xavier_uniform_"), (nn.utils, "clip_grad_norm", "clip_grad_norm_")],
)  # fmt: skip
def test_what_is_missing_is_named_with_the_nearest_thing(owner, name, near):
    with pytest.raises(AttributeError, match=f"{name}.*{near}"):
        getattr(owner, name)


@pytest.mark.parametrize(
    "make",
    [
        lambda: nn.Embedding(3, 2, sparse=True),
        lambda: nn.Conv2d(1, 1, 3, padding_mode="circular"),
        lambda: F.embedding(torch.tensor([0]), torch.ones(1, 1), sparse=True),
    ],
)
def test_settings_that_minigrad_does_not_have_say_so(make):
    with pytest.raises(NotImplementedError, match="minigrad"):
        make()
