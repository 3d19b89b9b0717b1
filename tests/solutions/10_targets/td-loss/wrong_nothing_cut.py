# misconception: The goal is a constant anyway
# points: 2
def td_loss(q, target, batch, gamma):
    states, actions, rewards, next_states, ended = batch
    value = q(states)[range(len(actions)), actions]
    best = target(next_states).max(1).values
    goal = rewards + gamma * (1.0 - ended.double()) * best
    return ((value - goal) ** 2).mean()
