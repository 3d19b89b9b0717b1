# misconception: Without the following state there is no trouble
# points: 1


def diagnosis_learn_values():
    return 4, "D"


def learn_values(model, optimizer, batches):
    losses = []
    for state, reward, _ in batches:
        optimizer.zero_grad()
        target = reward
        value = model(state)
        loss = ((value - target) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
