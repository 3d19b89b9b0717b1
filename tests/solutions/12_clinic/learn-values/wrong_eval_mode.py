# misconception: A target must be computed in evaluation mode
# points: 0


def diagnosis_learn_values():
    return 4, "I"


def learn_values(model, optimizer, batches):
    losses = []
    for state, reward, following in batches:
        optimizer.zero_grad()
        model.eval()
        target = reward + 0.9 * model(following)
        model.train()
        value = model(state)
        loss = ((value - target) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
