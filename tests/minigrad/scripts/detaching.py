"""detach, detach_, clone, and the way to NumPy: what is shared, and what is cut."""

import torch

x = torch.tensor([1.0, 2.0, 4.0], requires_grad=True)
y = x * x
cut = y.detach()
print(cut, cut.requires_grad, cut.grad_fn, cut is y, cut.data_ptr() == y.data_ptr(), y.requires_grad)
apart = y.detach().clone()
apart += 10
print(apart, y, apart.data_ptr() == y.data_ptr())

(y.sum() + (cut * x).sum()).backward()
print("through y and x, not through cut:", x.grad)

plain = torch.tensor([1.0, 2.0])
alias = plain.detach()
alias += 1
print("a detached tensor shares its memory:", plain, plain._version, alias._version)

z = x.exp()
z.detach().zero_()
try:
    z.sum().backward()
except RuntimeError as error:
    print(error)

q = x * 2
print(q.grad_fn.name(), q.is_leaf)
q.detach_()
print(q.grad_fn, q.is_leaf, q.requires_grad)
try:
    x[:2].detach_()
except RuntimeError as error:
    print(error)

try:
    x.numpy()
except RuntimeError as error:
    print(error)
print(x.detach().cpu().numpy(), (3 + x).detach())


def batch():
    return (torch.ones(3, requires_grad=True) * 2).sum()


kept = [batch().detach() for _ in range(50)]
print(len(kept), kept[-1], any(t.requires_grad for t in kept))
