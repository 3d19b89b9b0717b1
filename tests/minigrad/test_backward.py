"""Gradients of random programs, deep graphs, and how long a graph lives."""

import gc
import weakref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as mg

# Each step makes a new value from the two before it. All are smooth where they are used.
STEPS = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / (b * b + 1),
    "rsub": lambda a, b: 1.5 - a,
    "rdiv": lambda a, b: 2 / (a * a + 1),
    "pow": lambda a, b: a**3,
    "power of": lambda a, b: (a * a + 1) ** b.tanh(),
    "exp": lambda a, b: a.tanh().exp(),
    "log": lambda a, b: (a * a + 1).log(),
    "neg": lambda a, b: -b,
    "sum": lambda a, b: a.sum(0, keepdim=True) + b,
    "mean": lambda a, b: a.mean() * b,
    "matmul": lambda a, b: a @ b.t(),
    "transpose": lambda a, b: a.transpose(0, 1) * 0.5,
    "reshape": lambda a, b: a.reshape(-1).view(b.shape),
    "row": lambda a, b: a[0] * b,
    "picked": lambda a, b: a[[1, 0]] + b[:, [0, 0]],
    "clone": lambda a, b: a.clone(),
}


def run(steps, first, second):
    a, b = first, second
    for step in steps:
        a, b = b, STEPS[step](a, b).tanh()
    return (a * 0.7 + b).sum()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=6), st.integers(0, 2**32 - 1))
def test_gradients_are_those_of_finite_differences(steps, seed):
    rng = np.random.default_rng(seed)
    start = [rng.uniform(-1.5, 1.5, (2, 2)) for _ in range(2)]
    leaves = [mg.tensor(array, requires_grad=True) for array in start]
    run(steps, *leaves).backward()
    for k, leaf in enumerate(leaves):
        direction = rng.uniform(-1, 1, (2, 2))
        shifted = [[array + sign * 1e-6 * direction * (i == k) for i, array in enumerate(start)] for sign in (1, -1)]
        plus, minus = (run(steps, *map(mg.tensor, arrays)).item() for arrays in shifted)
        expected = (plus - minus) / 2e-6
        found = 0.0 if leaf.grad is None else (leaf.grad.numpy() * direction).sum()
        assert found == pytest.approx(expected, rel=1e-5, abs=1e-7)


def test_a_graph_of_100_000_operations_needs_no_recursion():
    x = mg.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(50_000):
        y = y * 1.0 + 0.0
    y.backward()
    assert x.grad.item() == 1.0
    del y  # freeing it must not recurse either


def test_a_graph_goes_with_its_last_tensor_without_the_garbage_collector():
    x = mg.ones(3, requires_grad=True)
    gc.disable()
    try:
        y = (x * x).exp()
        nodes = [weakref.ref(y), weakref.ref(y.grad_fn), weakref.ref(y.grad_fn.next_functions[0][0])]
        loss = y.sum()
        loss.backward()
        del y, loss
        assert [node() for node in nodes] == [None, None, None]
    finally:
        gc.enable()


def test_what_needs_no_gradient_is_not_saved():
    w, x = mg.ones(3, requires_grad=True), mg.ones(3)
    node = (w * x).grad_fn
    assert node._saved_other.tolist() == [1.0, 1.0, 1.0]
    assert node._saved_self is None


def test_saved_tensors_are_gone_after_backward():
    x = mg.ones(3, requires_grad=True)
    loss = x.exp().sum()
    node = loss.grad_fn.next_functions[0][0]
    assert node._saved_result.shape == (3,)
    loss.backward()
    with pytest.raises(RuntimeError, match="a second time"):
        node._saved_result  # noqa: B018


def test_a_scalar_leaf_does_not_keep_a_gradient_that_cannot_be_written_to():
    x = mg.tensor(2.0, requires_grad=True)
    for _ in range(2):
        (x.sum(0) * 3.0).backward()
    assert x.grad.item() == 6.0


def test_the_gradient_given_to_backward_is_not_taken_over():
    x, start = mg.ones(2, requires_grad=True), mg.ones(2)
    (x + 0).backward(start)
    (x + 0).backward(start)
    assert start.tolist() == [1.0, 1.0]
    assert x.grad.tolist() == [2.0, 2.0]
