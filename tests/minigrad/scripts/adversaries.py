"""A generator and a discriminator: the samples are detached in one step and not in the other."""

import torch
import torch.nn as nn

generator = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 2))
discriminator = nn.Sequential(nn.Linear(2, 4), nn.LeakyReLU(0.2), nn.Linear(4, 1))
with torch.no_grad():
    for p in [*generator.parameters(), *discriminator.parameters()]:
        p.copy_(torch.linspace(-0.7, 0.8, p.numel()).view_as(p))
g_step = torch.optim.Adam(generator.parameters(), lr=0.02, betas=(0.5, 0.999))
d_step = torch.optim.Adam(discriminator.parameters(), lr=0.02, betas=(0.5, 0.999))
criterion = nn.BCEWithLogitsLoss()
real, noise = torch.linspace(0, 1, 8).view(4, 2), torch.linspace(-1, 1, 8).view(4, 2)
ones, zeros = torch.ones(4, 1), torch.zeros(4, 1)
for step in range(4):
    fake = generator(noise * (step + 1))
    d_step.zero_grad()
    d_loss = criterion(discriminator(real), ones) + criterion(discriminator(fake.detach()), zeros)
    d_loss.backward()
    if step == 0:
        print("the generator is left alone:", [p.grad for p in generator.parameters()])
    d_step.step()
    g_step.zero_grad()
    g_loss = criterion(discriminator(fake), ones)
    g_loss.backward()
    g_step.step()
    print(step, d_loss.item(), g_loss.item(), generator[0].weight.grad.norm(), discriminator[0].weight.grad.norm())
with torch.no_grad():
    print(generator(noise), torch.sigmoid(discriminator(generator(noise))))
