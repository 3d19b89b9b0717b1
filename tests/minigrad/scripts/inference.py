"""Evaluation: predictions, probabilities and metrics without a graph, and back to training."""

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


def fill(module):
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(torch.linspace(-0.5, 0.6, p.numel()).view_as(p))
    return module


classifier = fill(nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Dropout(0.5), nn.BatchNorm1d(6), nn.Linear(6, 3)))
inputs = torch.linspace(-1, 1, 28).reshape(7, 4)
labels = torch.tensor([0, 2, 1, 1, 2, 0, 2])
loader = DataLoader(TensorDataset(inputs, labels), batch_size=3)
criterion = nn.CrossEntropyLoss()


def accuracy(model, x, y):
    with torch.no_grad():
        hits = model(x).argmax(dim=1) == y
    return hits.float().mean().item()


classifier.eval()
with torch.no_grad():
    total = 0.0
    for x, y in loader:
        scores = classifier(x)
        total += criterion(scores, y).item() * len(y)
        print(scores.requires_grad, torch.softmax(scores, dim=1), torch.sigmoid(scores[:, 0]))
print("mean loss", total / len(inputs), "accuracy", accuracy(classifier, inputs, labels))
print("eval() alone records:", classifier(inputs).requires_grad)
classifier.train()
print([module.training for module in classifier], classifier(inputs).shape)
