# misconception: The second round runs like the first
# points: 1


def diagnosis_train_and_validate():
    return 2, "I"


def train_and_validate(model, optimizer, batches, x_valid, y_valid, rounds):
    losses = []
    for _ in range(rounds):
        model.train()
        for x, y in batches:
            optimizer.zero_grad()
            ((model(x) - y) ** 2).mean().backward()
            optimizer.step()
        with torch.no_grad():
            loss = ((model(x_valid) - y_valid) ** 2).mean().item()
        losses.append(loss)
    return losses
