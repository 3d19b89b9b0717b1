"""What of the optimizers the parity programs do not say: what they leave alone, and what is not here."""

import copy

import numpy as np
import pytest

import minigrad as torch

RULES = {
    "SGD": {"lr": 0.1},
    "SGD with momentum": {"lr": 0.1, "momentum": 0.9},
    "Adam": {"lr": 0.1},
    "AdamW": {"lr": 0.1, "amsgrad": True},
}


def make(name, parameters, **more):
    return getattr(torch.optim, name.split()[0])(parameters, **RULES[name], **more)


@pytest.mark.parametrize("name", RULES)
def test_a_step_writes_into_the_storage_and_records_nothing(name):
    p = torch.tensor([1.0, -2.0], requires_grad=True)
    view, address, before = p[:1], p.data_ptr(), p.tolist()
    optimizer = make(name, [p])
    for _ in range(2):
        (p * p).sum().backward()
        gradient = p.grad.tolist()
        optimizer.step()
        assert p.grad.tolist() == gradient
        optimizer.zero_grad()
    assert p.tolist() != before
    assert p.data_ptr() == address and view.item() == p[0].item()
    assert p.requires_grad and p.is_leaf and p.grad is None
    assert torch.is_grad_enabled()
    assert not any(value.requires_grad for value in optimizer.state[p].values())


@pytest.mark.parametrize("name", RULES)
def test_a_step_after_the_forward_pass_is_noticed(name):
    p = torch.tensor([1.0, -2.0], requires_grad=True)
    loss = (p * p).sum()
    p.grad = torch.ones(2)
    make(name, [p]).step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


@pytest.mark.parametrize("name", RULES)
def test_the_ways_to_compute_that_pytorch_offers_give_the_same(name):
    results = []
    for way in ({}, {"foreach": True}, {"fused": True}):
        p = torch.tensor([1.0, -2.0], requires_grad=True)
        optimizer = make(name, [p], **way)
        for _ in range(3):
            optimizer.zero_grad()
            (p * p).sum().backward()
            optimizer.step()
        results.append(p.tolist())
    assert results[0] == results[1] == results[2]


@pytest.mark.parametrize("name", RULES)
def test_a_copy_goes_on_alone_from_the_same_state(name):
    p = torch.tensor([1.0, -2.0], requires_grad=True)
    optimizer = make(name, [p])
    (p * p).sum().backward()
    optimizer.step()
    other = copy.deepcopy(optimizer)
    (twin,) = other.param_groups[0]["params"]
    assert twin is not p and twin.tolist() == p.tolist()
    optimizer.step()
    assert twin.tolist() != p.tolist()
    other.step()
    assert twin.tolist() == p.tolist()


def test_a_parameter_that_nobody_may_write_to_is_refused():
    with torch.inference_mode():
        p = torch.ones(2)
    optimizer = torch.optim.SGD([p], lr=0.1)
    p.grad = torch.ones(2)
    with pytest.raises(RuntimeError, match="Inplace update to inference tensor outside InferenceMode is not allowed"):
        optimizer.step()


def test_parameters_that_lie_transposed_in_memory():
    plain = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    turned = torch.tensor([[1.0, 3.0], [2.0, 4.0]]).t().requires_grad_()
    for name in RULES:
        for p in (plain, turned):
            p.grad = None
            (p * p * p).sum().backward()
            make(name, [p]).step()
    assert np.allclose(plain.tolist(), turned.tolist())


def test_what_is_not_here_says_so():
    p = torch.ones(2, requires_grad=True)
    with pytest.raises(NotImplementedError, match="differentiable=True"):
        torch.optim.SGD([p], differentiable=True)
    with pytest.raises(NotImplementedError, match="capturable=True"):
        torch.optim.Adam([p], capturable=True)
    with pytest.raises(AttributeError, match=r"module 'torch.optim' has no attribute 'AdamX'.* did you mean 'Adam'"):
        torch.optim.AdamX  # noqa: B018
    with pytest.raises(AttributeError, match="did you mean 'StepLR'"):
        torch.optim.lr_scheduler.MultiStepLR  # noqa: B018
