# misconception: cutting the graph saves memory, and costs nothing
# points: 0


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    for _ in range(steps):
        optimizer.zero_grad()
        h = torch.utils.checkpoint.checkpoint(nn.Sequential(net.first, net.blocks[:4]), x, use_reentrant=True)
        for k in range(4, 24, 4):
            h = torch.utils.checkpoint.checkpoint(net.blocks[k : k + 4], h, use_reentrant=True)
        nn.functional.cross_entropy(net.head(h), y).backward()
        optimizer.step()
