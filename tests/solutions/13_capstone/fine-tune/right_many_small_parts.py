# right: eleven parts, with one row more or less; the loss is scaled by the gradient that backward gets


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    edges = [len(x) * k // 11 for k in range(12)]
    for _ in range(steps):
        net.zero_grad()
        for k in range(11):
            start, end = edges[k], edges[k + 1]
            loss = nn.functional.cross_entropy(net(x[start:end]), y[start:end])
            loss.backward(torch.tensor((end - start) / len(x)))
        optimizer.step()
