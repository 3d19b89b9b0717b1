# misconception: The step comes too late
# points: 0


def diagnosis_train_in_parts():
    return 8, "K"


def train_in_parts(model, optimizer, parts):
    rows = sum(len(x) for x, y in parts)
    total = 0.0
    for x, y in parts:
        loss = ((model(x) - y) ** 2).sum() / rows
        loss.backward()
        total += loss.item()
        optimizer.step()
        optimizer.zero_grad()
    return total
