# misconception: a pass that only looks costs nothing
# points: 2


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    history = []
    for _ in range(steps):
        optimizer.zero_grad()
        for k in range(0, len(x), 50):
            part, right = x[k : k + 50], y[k : k + 50]
            (nn.functional.cross_entropy(net(part), right) * len(part) / len(x)).backward()
        optimizer.step()
        history.append((net(x).argmax(1) == y).sum().item())
