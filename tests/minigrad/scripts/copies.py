"""Networks that follow others: an exponential moving average, a target network, a teacher, a bootstrapped target."""

import copy

import torch
import torch.nn as nn
import torch.nn.functional as F


def fill(module, low=-0.5, high=0.6):
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(torch.linspace(low, high, p.numel()).view_as(p))
    return module


student = fill(nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)))
average = copy.deepcopy(student).requires_grad_(False)
optimizer = torch.optim.SGD(student.parameters(), lr=0.1)
x = torch.linspace(-1, 1, 12).view(4, 3)
for _ in range(3):
    optimizer.zero_grad()
    F.mse_loss(student(x), torch.ones(4, 2)).backward()
    optimizer.step()
    with torch.no_grad():
        for p, follower in zip(student.parameters(), average.parameters(), strict=True):
            follower.mul_(0.9).add_(p, alpha=0.1)
print(average[0].weight, [p.requires_grad for p in average.parameters()], student[0].weight)

online, target = fill(nn.Linear(3, 2)), nn.Linear(3, 2)
print(target.load_state_dict(online.state_dict()), target.weight.data_ptr() == online.weight.data_ptr())
with torch.no_grad():
    best = target(x + 1).max(dim=1).values
also_best = target(x + 1).max(dim=1).values.detach()
chosen = online(x).gather(1, torch.tensor([[0], [1], [1], [0]])).squeeze(1)
loss = F.smooth_l1_loss(chosen, 0.5 + 0.9 * best)
loss.backward()
print(torch.equal(best, also_best), best.requires_grad, loss, online.weight.grad, target.weight.grad)

teacher = fill(nn.Linear(3, 2), 0.1, 0.9).eval()
with torch.no_grad():
    soft = F.softmax(teacher(x) / 2, dim=1)
student.zero_grad()
loss = F.kl_div(F.log_softmax(student(x) / 2, dim=1), soft, reduction="batchmean") * 4
loss.backward()
print(loss, student[2].bias.grad, teacher.weight.grad, soft.requires_grad)

student.zero_grad()
out = student(x)
loss = ((out - out.detach()) ** 2).mean()
loss.backward()
print("a target that is the output itself:", loss, student[0].weight.grad.abs().sum())
