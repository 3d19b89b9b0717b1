# misconception: the other uses of detach() can go
# points: 1
def train_decoder(encoder, decoder, x, y, steps, lr):
    optimizer = torch.optim.SGD([*encoder.parameters(), *decoder.parameters()], lr=lr)
    losses = []
    for _ in range(steps):
        features = encoder(x).detach()
        errors = (decoder(features) - y) ** 2
        weights = errors / errors.sum()
        loss = (weights * errors).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return losses
