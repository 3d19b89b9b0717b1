# misconception: what was learnt once serves any task
# points: 0


def fine_tune(net, x, y, make_optimizer, steps):
    net.requires_grad_(False)
    net.head.requires_grad_(True)
    optimizer = make_optimizer(net.head.parameters())
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()
