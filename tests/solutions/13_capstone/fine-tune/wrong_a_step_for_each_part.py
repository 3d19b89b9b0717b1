# misconception: any rows will do for a step
# points: 0


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    for _ in range(steps):
        for k in range(0, len(x), 100):
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(x[k : k + 100]), y[k : k + 100]).backward()
            optimizer.step()
