# misconception: The parts are weighted wrongly
# points: 1


def diagnosis_train_in_parts():
    return 5, "N"


def train_in_parts(model, optimizer, parts):
    rows = sum(len(x) for x, y in parts)
    total = 0.0
    optimizer.zero_grad()
    for x, y in parts:
        loss = ((model(x) - y) ** 2).sum() / rows
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total
