# misconception: where nothing leaks, nothing can be saved
# points: 5


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    for _ in range(steps):
        optimizer.zero_grad()
        half = len(x) // 2
        for part, right in ((x[:half], y[:half]), (x[half:], y[half:])):
            (nn.functional.cross_entropy(net(part), right) * len(part) / len(x)).backward()
        optimizer.step()
