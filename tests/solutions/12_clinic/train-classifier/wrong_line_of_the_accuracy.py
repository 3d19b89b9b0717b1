# misconception: The line where it shows is the line that is broken
# points: 1


def diagnosis_train_classifier():
    return 8, "L"


def train_classifier(model, optimizer, batches):
    hits, rows = 0, 0
    for x, y in batches:
        optimizer.zero_grad()
        scores = model(x).squeeze(1)
        loss = ((scores - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        hits += ((scores > 0.5) == (y > 0.5)).sum().item()
        rows += len(y)
    return hits / rows
