# misconception: The value is that of the best action
# points: 0
def td_loss(q, target, batch, gamma):
    states, _, rewards, next_states, ended = batch
    value = q(states).max(1).values
    with torch.no_grad():
        best = target(next_states).max(1).values
        goal = rewards + gamma * (1.0 - ended.double()) * best
    return ((value - goal) ** 2).mean()
