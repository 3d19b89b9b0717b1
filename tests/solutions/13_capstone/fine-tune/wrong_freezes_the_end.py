# misconception: what is frozen saves nothing
# points: 2


def fine_tune(net, x, y, make_optimizer, steps):
    net.blocks[20:].requires_grad_(False)
    optimizer = make_optimizer([p for p in net.parameters() if p.requires_grad])
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()
