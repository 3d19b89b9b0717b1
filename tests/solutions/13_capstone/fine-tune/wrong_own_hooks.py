# misconception: what the measure does not see is saved
# points: 0


def fine_tune(net, x, y, make_optimizer, steps):
    optimizer = make_optimizer(net.parameters())

    def unpack(array):
        return torch.tensor(array)

    for _ in range(steps):
        optimizer.zero_grad()
        with torch.autograd.graph.saved_tensors_hooks(lambda tensor: tensor.detach().numpy().copy(), unpack):
            loss = nn.functional.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
