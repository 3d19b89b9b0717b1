# misconception: The target's graph is held too long
# points: 1


def diagnosis_learn_values():
    return 4, "E"


def learn_values(model, optimizer, batches):
    losses = []
    for state, reward, following in batches:
        optimizer.zero_grad()
        with torch.no_grad():
            target = reward + 0.9 * model(following)
        value = model(state)
        loss = ((value - target) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
