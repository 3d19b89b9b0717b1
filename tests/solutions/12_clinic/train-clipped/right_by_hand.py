# right: scales the gradients itself


def diagnosis_train_clipped():
    return 7, "K"


def train_clipped(model, optimizer, batches, limit):
    norms = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        norm = sum((p.grad**2).sum() for p in model.parameters()) ** 0.5
        if norm > limit:
            for p in model.parameters():
                p.grad *= limit / norm
        optimizer.step()
        norms.append(norm.item())
    return norms
