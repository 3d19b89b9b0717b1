# misconception: a list of tensors costs nothing
# points: 2


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    for _ in range(steps):
        optimizer.zero_grad()
        kept = [net.first(x).detach()]
        with torch.no_grad():
            for block in net.blocks:
                kept.append(block(kept[-1]))
        h = kept[-1].requires_grad_()
        nn.functional.cross_entropy(net.head(h), y).backward()
        for block, before in zip(reversed(net.blocks), reversed(kept[:-1]), strict=True):
            gradient, h = h.grad, before.requires_grad_()
            block(h).backward(gradient)
        net.first(x).backward(h.grad)
        optimizer.step()
