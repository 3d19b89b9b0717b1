# misconception: the means of the parts add up to the mean of all rows
# points: 6


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    for _ in range(steps):
        optimizer.zero_grad()
        for k in range(0, len(x), 100):
            nn.functional.cross_entropy(net(x[k : k + 100]), y[k : k + 100]).backward()
        optimizer.step()
