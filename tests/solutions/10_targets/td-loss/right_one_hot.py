# right: the actions as ones in a table, and amax under no_grad
@torch.no_grad()
def goals(target, rewards, next_states, ended, gamma):
    best = target(next_states).amax(1)
    best[ended] = 0.0
    return rewards + gamma * best


def td_loss(q, target, batch, gamma):
    states, actions, rewards, next_states, ended = batch
    values = q(states)
    chosen = F.one_hot(actions, values.shape[1]).double()
    difference = (values * chosen).sum(1) - goals(target, rewards, next_states, ended, gamma)
    return (difference * difference).mean()
