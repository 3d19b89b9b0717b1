# misconception: If the loss is right, the gradient is right
# points: 1


def diagnosis_train_in_parts():
    return 4, "A"


def train_in_parts(model, optimizer, parts):
    rows = sum(len(x) for x, y in parts)
    total = 0.0
    for x, y in parts:
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).sum() / rows
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total
