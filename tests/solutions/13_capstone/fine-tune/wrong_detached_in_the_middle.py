# misconception: cutting the graph saves memory, and costs nothing
# points: 0


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    for _ in range(steps):
        optimizer.zero_grad()
        h = net.blocks[:16](net.first(x)).detach()
        nn.functional.cross_entropy(net.head(net.blocks[16:](h)), y).backward()
        optimizer.step()
