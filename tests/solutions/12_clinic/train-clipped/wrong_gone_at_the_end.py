# misconception: The gradients are gone at the end
# points: 1


def diagnosis_train_clipped():
    return 3, "A"


def train_clipped(model, optimizer, batches, limit):
    norms = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), limit)
        optimizer.step()
        norms.append(norm.item())
    return norms
