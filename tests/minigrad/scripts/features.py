"""Features of a pretrained network as data for another; a boundary that gradients do not cross; cached inputs."""

import torch
from torch import nn, optim

encoder = nn.Sequential(nn.Embedding(5, 3), nn.Flatten(), nn.LayerNorm(6), nn.GELU())
decoder = nn.Linear(6, 2)
with torch.no_grad():
    for p in [*encoder.parameters(), *decoder.parameters()]:
        p.copy_(torch.linspace(-0.5, 0.7, p.numel()).view_as(p))
words = torch.tensor([[0, 1], [4, 2], [3, 3]])
wanted = torch.tensor([1, 0, 1])
criterion = nn.CrossEntropyLoss()

with torch.no_grad():
    features = encoder(words)
print(features, features.requires_grad, features.is_leaf)
optimizer = optim.SGD(decoder.parameters(), lr=0.5)
for _ in range(3):
    loss = criterion(decoder(features), wanted)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item(), decoder.bias)

encoded = encoder(words)
loss = criterion(decoder(encoded.detach()), wanted)
loss.backward()
print([p.grad is None for p in encoder.parameters()], decoder.weight.grad)
decoder.zero_grad()
criterion(decoder(encoder(words)), wanted).backward()
print(encoder[0].weight.grad, decoder.weight.grad)

inputs = torch.linspace(0, 1, 6).view(1, 6)
for value in (decoder(inputs), decoder(inputs.detach())):
    print("data needs no gradient in the first place:", value, inputs.requires_grad)
