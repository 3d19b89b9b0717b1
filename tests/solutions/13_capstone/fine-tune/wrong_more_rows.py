# misconception: more data is always allowed
# points: 0


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    for _ in range(steps):
        optimizer.zero_grad()
        for rows, numbers in ((x, y), (x_test, y_test)):
            for k in range(0, len(rows), 50):
                nn.functional.cross_entropy(net(rows[k : k + 50]), numbers[k : k + 50]).backward()
        optimizer.step()
