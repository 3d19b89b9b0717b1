"""Gradients add up until somebody clears them: four ways to do so, and accumulation on purpose."""

import torch
import torch.nn as nn

layer = nn.Linear(3, 1)
nn.init.constant_(layer.weight, 0.5)
nn.init.zeros_(layer.bias)
x = torch.tensor([[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]])
optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)


def gradients():
    return [None if p.grad is None else p.grad.tolist() for p in layer.parameters()]


layer(x).sum().backward()
once = gradients()
layer(x).sum().backward()
print(once, gradients())
optimizer.zero_grad()
print(gradients())
layer(x).sum().backward()
layer.zero_grad(set_to_none=False)
print(gradients())
layer(x).sum().backward()
for p in layer.parameters():
    p.grad = None
print(gradients())
layer(x).sum().backward()
for p in layer.parameters():
    if p.grad is not None:
        p.grad.zero_()
print(gradients())

layer.zero_grad()
layer(x).pow(2).mean().backward()
whole = gradients()
layer.zero_grad()
for row in x:
    (layer(row).pow(2).mean() / len(x)).backward()
print(whole, gradients())
norm = nn.utils.clip_grad_norm_(layer.parameters(), max_norm=1.0)
with torch.no_grad():
    print(norm, gradients(), sum(p.norm() for p in layer.parameters()))
nn.utils.clip_grad_value_(layer.parameters(), 0.25)
print(gradients())
optimizer.step()
print(layer.weight, layer.bias)
