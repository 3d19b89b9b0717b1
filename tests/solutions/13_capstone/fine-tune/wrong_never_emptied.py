# misconception: each backward() gives the gradient of this step
# points: 0


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    for _ in range(steps):
        for k in range(0, len(x), 100):
            part, right = x[k : k + 100], y[k : k + 100]
            (nn.functional.cross_entropy(net(part), right) * len(part) / len(x)).backward()
        optimizer.step()
