# misconception: small parts mean small graphs
# points: 2


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    for _ in range(steps):
        optimizer.zero_grad()
        total = 0.0
        for k in range(0, len(x), 50):
            part, right = x[k : k + 50], y[k : k + 50]
            total += nn.functional.cross_entropy(net(part), right) * len(part) / len(x)
        total.backward()
        optimizer.step()
