# right: gather picks the actions, where picks the goal, and detach cuts it off
def td_loss(q, target, batch, gamma):
    states, actions, rewards, next_states, ended = batch
    value = q(states).gather(1, actions.unsqueeze(1)).squeeze(1)
    best = target(next_states).max(dim=1).values.detach()
    goal = torch.where(ended, rewards, rewards + gamma * best)
    return F.mse_loss(value, goal)
