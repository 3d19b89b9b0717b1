"""Flags inside and outside of no_grad, and in functions that it decorates."""

import torch

weights = torch.tensor([1.0, -2.0, 0.5], requires_grad=True)
print("recorded:", (weights * 3).requires_grad, (weights * 3).grad_fn is not None)
with torch.no_grad():
    tripled = weights * 3
    print("inside:", tripled.requires_grad, tripled.grad_fn, torch.is_grad_enabled())
    with torch.enable_grad():
        print("switched on again:", (weights * 3).requires_grad)
    print("a leaf made inside:", torch.ones(2, requires_grad=True).requires_grad)
print("afterwards:", (weights * 3).requires_grad, "and still not:", tripled.requires_grad)


@torch.no_grad()
def serve(request):
    return {"prediction": (weights * request).sum()}


print(serve(2.0))

with torch.inference_mode():
    fast = weights * 2
print(fast, fast.is_inference(), fast.requires_grad)
for flag in (True, False):
    with torch.set_grad_enabled(flag):
        print(flag, (weights + 1).requires_grad)
torch.no_grad()
print("a bare call changes nothing:", torch.is_grad_enabled())
