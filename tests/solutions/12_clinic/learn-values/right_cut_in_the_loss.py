# right: the target is cut where it enters the loss


def diagnosis_learn_values():
    return 6, "D"


def learn_values(model, optimizer, batches):
    losses = []
    for state, reward, following in batches:
        optimizer.zero_grad()
        target = reward + 0.9 * model(following)
        value = model(state)
        loss = ((value - target.detach()) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
