# misconception: A repair may change other things as well
# points: 1


def diagnosis_train_classifier():
    return 4, "L"


def train_classifier(model, optimizer, batches):
    hits, rows = 0, 0
    for x, y in batches:
        optimizer.zero_grad()
        scores = model(x).squeeze()
        loss = ((scores - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        hits += sum((score > 0.5) == (answer > 0.5) for score, answer in zip(scores, y)).item()
        rows += len(y)
    return hits / rows
