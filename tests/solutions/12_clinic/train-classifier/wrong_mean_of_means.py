# misconception: The accuracy is a mean of means
# points: 0


def diagnosis_train_classifier():
    return 9, "N"


def train_classifier(model, optimizer, batches):
    hits, rows = 0, 0
    for x, y in batches:
        optimizer.zero_grad()
        scores = model(x)
        loss = ((scores - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        hits += ((scores > 0.5) == (y > 0.5)).sum().item()
        rows += 1
    return hits / rows
