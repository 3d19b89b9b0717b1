"""Freezing and unfreezing, by name and by module; optimizers that leave frozen parameters out."""

import torch
import torch.nn as nn


class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 2, 3)
        self.norm = nn.BatchNorm2d(2)

    def forward(self, x):
        return torch.relu(self.norm(self.first(x)))


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = Backbone()
        self.head = nn.Linear(2, 3)

    def forward(self, x):
        return self.head(self.features(x).mean(dim=[2, 3]))


net = Network()
with torch.no_grad():
    for p in net.parameters():
        p.copy_(torch.linspace(-0.4, 0.7, p.numel()).view_as(p))
print(net)
for name, p in net.named_parameters():
    if name.startswith("features."):
        p.requires_grad_(False)
print([(name, p.requires_grad) for name, p in net.named_parameters()])
trainable = sum(p.numel() for p in net.parameters() if p.requires_grad)
print("trainable", trainable, "of", sum(p.numel() for p in net.parameters()))

images = torch.linspace(-1, 1, 2 * 5 * 5).view(2, 1, 5, 5)
optimizer = torch.optim.Adam(filter(lambda p: p.requires_grad, net.parameters()), lr=0.01)
print(optimizer)
before = {name: p.clone() for name, p in net.state_dict().items()}
for _ in range(3):
    optimizer.zero_grad()
    loss = net(images).pow(2).sum()
    loss.backward()
    optimizer.step()
    print(loss.item())
print({name: torch.equal(p, before[name]) for name, p in net.state_dict().items()})
print([p.grad is None for p in net.parameters()])

for module in net.modules():
    if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
        module.eval()
mean = net.features.norm.running_mean.clone()
net(images)
print("frozen statistics:", torch.equal(mean, net.features.norm.running_mean), net.features.norm.training, net.training)
for p in net.parameters():
    p.requires_grad_(True)
net(images).sum().backward()
print([p.grad is not None for p in net.parameters()])
head, rest = {"params": net.head.parameters(), "lr": 1e-3}, {"params": net.features.parameters()}
groups = torch.optim.Adam([head, rest], lr=1e-4)
print([group["lr"] for group in groups.param_groups], [len(group["params"]) for group in groups.param_groups])
