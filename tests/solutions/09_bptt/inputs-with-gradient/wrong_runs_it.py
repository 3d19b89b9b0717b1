# misconception: only running a program can tell
# points: 0
def inputs_with_gradient(length, cuts, loss_at):
    h, states = torch.tensor(0.0), []
    xs = [torch.tensor(0.1, requires_grad=True) for _ in range(length)]
    for t in range(length):
        if t in cuts:
            h = h.detach()
        h = torch.tanh(0.5 * h + xs[t])
        states.append(h)
    sum(states[t] ** 2 for t in loss_at).backward()
    return [t for t in range(length) if xs[t].grad is not None]
