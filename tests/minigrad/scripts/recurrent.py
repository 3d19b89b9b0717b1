"""Truncated backpropagation through time: the hidden state is detached every few steps."""

import torch
import torch.nn as nn

cell, readout = nn.RNNCell(2, 3), nn.Linear(3, 1)
parameters = [*cell.parameters(), *readout.parameters()]
with torch.no_grad():
    for p in parameters:
        p.copy_(torch.linspace(-0.6, 0.5, p.numel()).view_as(p))
series = torch.sin(torch.arange(0, 24.0)).view(2, 6, 2)
optimizer = torch.optim.SGD(parameters, lr=0.05, momentum=0.9)
hidden, loss = torch.zeros(2, 3), 0
for t in range(series.size(1) - 1):
    hidden = cell(series[:, t], hidden)
    loss = loss + ((readout(hidden) - series[:, t + 1, :1]) ** 2).mean()
    if (t + 1) % 2 == 0:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(t, loss.item(), hidden.grad_fn is not None, cell.weight_hh.grad.norm())
        hidden, loss = hidden.detach(), 0
        print(hidden.requires_grad, hidden)
hidden = cell(series[:, 0], hidden)
hidden.sum().backward()
state = cell(series[:, 1], hidden)
try:
    state.sum().backward()
except RuntimeError as error:
    print(str(error)[:60])
