# misconception: A repair may change other things as well
# points: 1


def diagnosis_learn_values():
    return 4, "D"


def learn_values(model, optimizer, batches):
    losses = []
    old = copy.deepcopy(model).requires_grad_(False)
    for state, reward, following in batches:
        optimizer.zero_grad()
        target = reward + 0.9 * old(following)
        value = model(state)
        loss = ((value - target) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
