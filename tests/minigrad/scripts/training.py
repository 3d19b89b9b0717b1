"""A whole training loop: data, model, loss, optimizer, schedule, checkpoint."""

import io

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.utils.data import DataLoader, TensorDataset, random_split


def fill(module):
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(torch.linspace(-0.5, 0.6, p.numel()).view_as(p))
    return module


x = torch.linspace(-2, 2, 24).view(12, 2)
data = TensorDataset(x, (x.sum(1, keepdim=True) > 0))
loader = DataLoader(data, batch_size=5)
model = fill(nn.Linear(2, 1))
optimizer = optim.AdamW(model.parameters(), lr=0.05, weight_decay=0.1)
schedule = optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
criterion = nn.BCEWithLogitsLoss()
for epoch in range(4):
    total = 0.0
    for inputs, wanted in loader:
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(inputs), wanted.float())
        loss.backward()
        optimizer.step()
        total += loss.item()
    schedule.step()
    print(epoch, total / len(loader), schedule.get_last_lr(), model.weight, model.bias)

file = io.BytesIO()
torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, file)
file.seek(0)
saved = torch.load(file)
copy = nn.Linear(2, 1)
print(copy.load_state_dict(saved["model"]))
again = optim.AdamW(copy.parameters())
again.load_state_dict(saved["optimizer"])
print(again, [float(state["step"]) for state in again.state.values()])
for network, rule in ((model, optimizer), (copy, again)):
    rule.zero_grad()
    F.binary_cross_entropy_with_logits(network(x), torch.ones(12, 1)).backward()
    rule.step()
print(torch.equal(model.weight, copy.weight))

train, test = random_split(data, [9, 3], generator=torch.Generator().manual_seed(1))
seen = torch.cat([rows for rows, _ in DataLoader(train, batch_size=4, shuffle=True)])
print(seen.shape, len(test), len(DataLoader(train, batch_size=4)), len(DataLoader(train, batch_size=4, drop_last=True)))
