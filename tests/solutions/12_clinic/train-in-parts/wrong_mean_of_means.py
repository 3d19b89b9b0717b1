# misconception: Each part counts the same
# points: 1


def diagnosis_train_in_parts():
    return 4, "A"


def train_in_parts(model, optimizer, parts):
    total = 0.0
    optimizer.zero_grad()
    for x, y in parts:
        loss = ((model(x) - y) ** 2).mean() / len(parts)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total
