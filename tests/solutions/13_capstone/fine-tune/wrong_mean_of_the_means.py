# misconception: the mean of the means is the mean
# points: 6


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    for _ in range(steps):
        optimizer.zero_grad()
        starts = range(0, len(x), 100)
        for k in starts:
            loss = nn.functional.cross_entropy(net(x[k : k + 100]), y[k : k + 100])
            (loss / len(starts)).backward()
        optimizer.step()
