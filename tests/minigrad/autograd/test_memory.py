"""What a graph keeps alive, and for how long."""

import gc
import weakref

import pytest

import minigrad as torch


@pytest.fixture
def no_collector():
    """Reference counting alone: the collector of cycles is off."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def watched(tensor):
    """Return weak references to all nodes behind `tensor`."""
    found, waiting = {}, [tensor.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and id(node) not in found:
            found[id(node)] = weakref.ref(node)
            waiting += [function for function, _ in node.next_functions]
    return list(found.values())


def build(x):
    y = x * x
    y[:1] = y[1:] * 2
    view = y.view(-1)[1:]
    view.mul_(3)
    y.register_hook(lambda g: g)
    y.retain_grad()
    return (view.exp() + y.sum()).tanh().sum()


def test_a_graph_goes_with_its_last_user(no_collector):
    x = torch.ones(2, requires_grad=True)
    loss = build(x)
    nodes = watched(loss)
    assert len(nodes) > 8
    del loss
    assert [node for node in nodes if node() is not None] == []


def test_a_graph_goes_after_backward_too(no_collector):
    x = torch.ones(2, requires_grad=True)
    loss = build(x)
    nodes = watched(loss)
    loss.backward()
    del loss
    assert [node for node in nodes if node() is not None] == []


def test_backward_frees_the_saved_tensors_while_the_loss_lives(no_collector):
    x = torch.ones(3, requires_grad=True)
    hidden = x.exp()
    kept = weakref.ref(hidden)
    loss = (hidden * hidden).sum()
    del hidden
    assert kept() is not None
    loss.backward()
    assert kept() is None


def test_no_grad_keeps_no_intermediate_result(no_collector):
    x = torch.ones(3, requires_grad=True)
    with torch.no_grad():
        hidden = x.exp()
        kept = weakref.ref(hidden)
        loss = (hidden * hidden).sum()
        del hidden
    assert kept() is None
    assert loss.grad_fn is None


def test_a_frozen_factor_does_not_save_its_partner(no_collector):
    frozen, x = torch.ones(3), torch.ones(3, requires_grad=True) * 1
    kept = weakref.ref(x)
    product = x * frozen
    del x
    assert kept() is None
    assert product.requires_grad


def test_a_frozen_first_layer_saves_nothing_and_has_no_node(no_collector):
    first, second = torch.nn.Linear(4, 3), torch.nn.Linear(3, 1)
    first.requires_grad_(False)
    batch = torch.ones(5, 4)
    kept = weakref.ref(batch)
    loss = second(first(batch)).sum()
    del batch
    assert kept() is None
    assert len(watched(loss)) <= 5
    loss.backward()
    assert first.weight.grad is None
    assert second.weight.grad is not None


def test_a_function_goes_with_its_context(no_collector):
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, grad):
            return grad * 2 * ctx.saved_tensors[0]

    x = torch.ones(2, requires_grad=True)
    loss = Square.apply(x * 1).sum()
    nodes = watched(loss)
    del loss
    assert [node for node in nodes if node() is not None] == []
