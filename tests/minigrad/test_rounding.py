"""Contributions to a gradient are summed in PyTorch's order: the same to the last bit, where each operation is."""

import importlib.util
import random

import pytest

import minigrad

STEPS = (
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a * a,
    lambda a, b: a / (b * b + 1),
    lambda a, b: a * 0.1,
)


def gradients(torch, seed):
    """Return the gradients of three leaves of a random program of eight steps, exactly."""
    draw = random.Random(seed)
    leaves = [torch.tensor([draw.uniform(-2, 2) for _ in range(3)], requires_grad=True) for _ in range(3)]
    values = list(leaves)
    for _ in range(8):
        values.append(draw.choice(STEPS)(draw.choice(values), draw.choice(values)))
    loss = (values[-1] * 0.1).sum() + (values[-2] * 0.1).sum() + (values[-3] * values[-3]).sum()
    if loss.requires_grad:
        loss.backward()
    return [None if leaf.grad is None else leaf.grad.tolist() for leaf in leaves]


def test_a_value_used_three_times():
    a = minigrad.tensor(0.75, requires_grad=True)
    y = a / (a * a + 1)
    ((a * 0.1).sum() + (y * 0.1).sum()).backward()
    assert a.grad.item() == 0.11792001128196716  # PyTorch's; summed in another order, 0.11792000383138657


if importlib.util.find_spec("torch"):
    import torch

    @pytest.mark.parametrize("seed", range(100))
    def test_random_programs_have_the_same_gradients_to_the_last_bit(seed):
        assert gradients(minigrad, seed) == gradients(torch, seed)
