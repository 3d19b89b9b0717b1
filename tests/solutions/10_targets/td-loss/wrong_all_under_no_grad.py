# misconception: The whole loss belongs under no_grad
# points: 2
@torch.no_grad()
def td_loss(q, target, batch, gamma):
    states, actions, rewards, next_states, ended = batch
    value = q(states)[range(len(actions)), actions]
    with torch.no_grad():
        best = target(next_states).max(1).values
        goal = rewards + gamma * (1.0 - ended.double()) * best
    return ((value - goal) ** 2).mean()
