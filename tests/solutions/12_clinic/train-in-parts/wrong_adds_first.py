# misconception: The losses may be added up first
# points: 1


def diagnosis_train_in_parts():
    return 4, "A"


def train_in_parts(model, optimizer, parts):
    rows = sum(len(x) for x, y in parts)
    total = 0.0
    optimizer.zero_grad()
    for x, y in parts:
        total = total + ((model(x) - y) ** 2).sum() / rows
    total.backward()
    optimizer.step()
    return total.item()
