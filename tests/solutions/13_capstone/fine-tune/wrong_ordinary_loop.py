# misconception: where nothing leaks, nothing can be saved
# points: 2


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()
