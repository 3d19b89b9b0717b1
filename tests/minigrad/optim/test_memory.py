"""Optimizers and schedulers are freed by reference counting alone."""

import gc
import weakref

import pytest

import minigrad as torch


@pytest.fixture(autouse=True)
def no_garbage_collector():
    gc.disable()
    yield
    gc.enable()


def test_an_optimizer_and_its_schedule():
    p = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.Adam([p], lr=0.1)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 2)
    (p * p).sum().backward()
    optimizer.step()
    schedule.step()
    gone = [weakref.ref(optimizer), weakref.ref(schedule), weakref.ref(optimizer.state[p]["exp_avg"])]
    del optimizer, schedule
    assert [reference() for reference in gone] == [None] * 3


def test_a_training_step_leaves_nothing_behind():
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    seen = []
    for _ in range(2):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(torch.ones(5, 3)), torch.tensor([0, 1, 0, 1, 1]))
        loss.backward()
        optimizer.step()
        seen += [weakref.ref(loss), weakref.ref(loss.grad_fn), weakref.ref(model[0].weight.grad)]
    optimizer.zero_grad()
    del loss
    assert [reference() for reference in seen] == [None] * 6
