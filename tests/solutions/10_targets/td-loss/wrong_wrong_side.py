# misconception: It does not matter which side is cut
# points: 2
def td_loss(q, target, batch, gamma):
    states, actions, rewards, next_states, ended = batch
    value = q(states)[range(len(actions)), actions]
    goal = rewards + gamma * (1.0 - ended.double()) * target(next_states).max(1).values
    return ((goal - value.detach()) ** 2).mean()
