# misconception: The gradient goes into the value alone
# points: 1


def diagnosis_learn_values():
    return 4, "D"


def learn_values(model, optimizer, batches):
    losses = []
    for state, reward, following in batches:
        optimizer.zero_grad()
        target = reward + 0.9 * model(following)
        value = model(state).detach()
        loss = ((value - target) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
