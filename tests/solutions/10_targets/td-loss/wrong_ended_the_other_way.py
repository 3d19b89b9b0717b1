# misconception: expected (5 - (2 + 0.5 * 4)) ** 2 = 1
# points: 0
def td_loss(q, target, batch, gamma):
    states, actions, rewards, next_states, ended = batch
    value = q(states)[range(len(actions)), actions]
    with torch.no_grad():
        best = target(next_states).max(1).values
        goal = rewards + gamma * ended.double() * best
    return ((value - goal) ** 2).mean()
