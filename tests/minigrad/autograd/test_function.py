"""What of functions with a derivative of one's own the parity programs do not say."""

import gc
import weakref

import pytest

import minigrad as torch


@pytest.fixture
def no_garbage_collector():
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_garbage_collector")
@pytest.mark.parametrize("through_a_view", [False, True])
def test_a_function_that_writes_to_its_input_is_freed(through_a_view):
    class Same(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.mark_dirty(x)
            ctx.save_for_backward(x)
            return x

        @staticmethod
        def backward(ctx, grad):
            return grad

    x = torch.tensor(1.0, requires_grad=True).clone()
    x = x.view_as(x) if through_a_view else x
    Same.apply(x)
    gone = weakref.ref(x)
    del x
    assert gone() is None
