"""Gradient descent without an optimizer, and the ways that do not work."""

import torch

w = torch.tensor([1.5, -0.5, 2.0], requires_grad=True)
rate = 0.1
for step in range(4):
    loss = ((w - 1) ** 2).sum()
    loss.backward()
    with torch.no_grad():
        w -= rate * w.grad
    w.grad = None
    print(step, loss.item(), w.tolist(), w.requires_grad, w.is_leaf, w._version)

((w - 1) ** 2).sum().backward()
try:
    w -= rate * w.grad
except RuntimeError as error:
    print(type(error).__name__, error)
moved = w - rate * w.grad
print(moved.is_leaf, moved.requires_grad, moved)
w.grad.zero_()
print(w.grad)
