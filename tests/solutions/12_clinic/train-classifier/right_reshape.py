# right: the scores get the shape of the answers


def diagnosis_train_classifier():
    return 4, "L"


def train_classifier(model, optimizer, batches):
    hits, rows = 0, 0
    for x, y in batches:
        optimizer.zero_grad()
        scores = model(x).reshape(y.shape)
        loss = ((scores - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        hits += ((scores > 0.5) == (y > 0.5)).sum().item()
        rows += len(y)
    return hits / rows
