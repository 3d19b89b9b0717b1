"""Backward passes that are recorded themselves. (PyTorch warns of them once in a process, so they are no programs.)"""

import warnings

import pytest

import minigrad as torch


@pytest.fixture(autouse=True)
def without_the_warning_of_a_cycle():
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Using backward\\(\\) with create_graph=True")
        yield


def test_the_gradient_is_a_recorded_copy():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x**3).sum().backward(create_graph=True)
    assert x.grad.tolist() == [3.0, 12.0]
    assert x.grad._version == 1  # PyTorch makes an empty tensor and writes into it
    assert type(x.grad.grad_fn).__name__ == "CopyBackwards"
    assert x.grad.grad_fn.next_functions[0] == (None, 0)
    (second,) = torch.autograd.grad(x.grad.sum(), x)
    assert second.tolist() == [6.0, 12.0]
    x.grad = None


def test_adding_to_a_recorded_gradient_makes_a_new_tensor():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x.grad = before = torch.ones(2)
    (x**3).sum().backward(create_graph=True)
    assert x.grad is not before and before.tolist() == [1.0, 1.0]
    assert type(x.grad.grad_fn).__name__ == "AddBackward0"
    x.grad = None


def test_a_derivative_marked_once_ends_the_graph():
    class Product(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, factor, y):
            ctx.save_for_backward(x, y)
            ctx.factor = factor
            return x * factor * y

        @staticmethod
        @torch.autograd.function.once_differentiable
        def backward(ctx, grad):
            assert not torch.is_grad_enabled()
            x, y = ctx.saved_tensors
            return grad * ctx.factor * y, None, grad * ctx.factor * x

    x, y = torch.tensor([2.0], requires_grad=True), torch.tensor([3.0], requires_grad=True)
    Product.apply(x, 5, y).backward(torch.ones(1, requires_grad=True), create_graph=True)
    assert (x.grad.item(), y.grad.item()) == (15.0, 10.0)
    error = x.grad.grad_fn.next_functions[1][0]
    assert type(error).__name__ == "Error"
    assert [node and type(node).__name__ for node, _ in error.next_functions] == [
        "AccumulateGrad", None, "AccumulateGrad",
    ]  # fmt: skip
    with pytest.raises(RuntimeError, match="marked with @once_differentiable"):
        x.grad.sum().backward()
    x.grad = y.grad = None
