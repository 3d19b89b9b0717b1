# right: each mean, times the part of the rows


def diagnosis_train_in_parts():
    return 4, "A"


def train_in_parts(model, optimizer, parts):
    rows = sum(len(x) for x, y in parts)
    total = 0.0
    for p in model.parameters():
        p.grad = None
    for x, y in parts:
        loss = ((model(x) - y) ** 2).mean() * (len(x) / rows)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total
