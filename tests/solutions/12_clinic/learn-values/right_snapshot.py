# right: what the model says now, from a copy that nobody trains


def diagnosis_learn_values():
    return 4, "D"


def learn_values(model, optimizer, batches):
    losses = []
    for state, reward, following in batches:
        optimizer.zero_grad()
        now = copy.deepcopy(model).requires_grad_(False)
        target = reward + 0.9 * now(following)
        value = model(state)
        loss = ((value - target) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
