# misconception: Shapes (n, 1) and (n,) fit together
# points: 0
def td_loss(q, target, batch, gamma):
    states, actions, rewards, next_states, ended = batch
    value = q(states).gather(1, actions.unsqueeze(1))
    with torch.no_grad():
        best = target(next_states).max(1).values
        goal = rewards + gamma * (1.0 - ended.double()) * best
    return ((value - goal) ** 2).mean()
