# misconception: a smaller network is the same network for less memory
# points: 0


def fine_tune(net, x, y, make_optimizer, steps):
    net.blocks = net.blocks[:7]
    optimizer = make_optimizer(net.parameters())
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()
