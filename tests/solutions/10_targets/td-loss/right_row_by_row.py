# right: a loop over the steps, with plain numbers as goals
def td_loss(q, target, batch, gamma):
    total = 0.0
    for state, action, reward, after, ended in zip(*batch, strict=True):
        goal = reward.item()
        if not ended.item():
            goal += gamma * max(target(after.reshape(1, -1))[0].tolist())
        total = total + (q(state.reshape(1, -1))[0, action.item()] - goal) ** 2
    return total / len(batch[1])
