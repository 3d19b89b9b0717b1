# right: train() at each batch


def diagnosis_train_and_validate():
    return 4, "I"


def train_and_validate(model, optimizer, batches, x_valid, y_valid, rounds):
    losses = []
    for _ in range(rounds):
        for x, y in batches:
            model.train()
            optimizer.zero_grad()
            ((model(x) - y) ** 2).mean().backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            loss = ((model(x_valid) - y_valid) ** 2).mean().item()
        losses.append(loss)
    return losses
