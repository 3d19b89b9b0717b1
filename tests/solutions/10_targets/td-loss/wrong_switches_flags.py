# misconception: To get no gradient, the target's flags must be off
# points: 2
def td_loss(q, target, batch, gamma):
    states, actions, rewards, next_states, ended = batch
    value = q(states)[range(len(actions)), actions]
    target.requires_grad_(False)
    goal = rewards + gamma * (1.0 - ended.double()) * target(next_states).max(1).values
    return ((value - goal) ** 2).mean()
