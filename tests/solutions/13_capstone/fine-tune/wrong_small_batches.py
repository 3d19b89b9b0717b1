# misconception: any rows will do for a step
# points: 0


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    rng = np.random.default_rng(0)
    for _ in range(steps):
        rows = rng.permutation(len(x))[:100]
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x[rows]), y[rows]).backward()
        optimizer.step()
