# right: four segments by hand, as in lesson 08, section 8


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())
    segments = [net.blocks[k : k + 6] for k in range(0, 24, 6)]
    segments[0] = nn.Sequential(net.first, segments[0])
    for _ in range(steps):
        optimizer.zero_grad()
        kept = [x]
        with torch.no_grad():
            for segment in segments:
                kept.append(segment(kept[-1]))
        last = kept.pop().requires_grad_()
        nn.functional.cross_entropy(net.head(last), y).backward()
        gradient = last.grad
        for segment in reversed(segments):
            h = kept.pop().detach().requires_grad_()
            segment(h).backward(gradient)
            gradient = h.grad
        optimizer.step()
