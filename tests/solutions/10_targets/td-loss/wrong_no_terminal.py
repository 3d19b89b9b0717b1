# misconception: After the end there is still a value
# points: 2
def td_loss(q, target, batch, gamma):
    states, actions, rewards, next_states, _ = batch
    value = q(states)[range(len(actions)), actions]
    with torch.no_grad():
        best = target(next_states).max(1).values
        goal = rewards + gamma * best
    return ((value - goal) ** 2).mean()
