# misconception: a detach() anywhere before the decoder is enough
# points: 0
def train_decoder(encoder, decoder, x, y, steps, lr):
    optimizer = torch.optim.SGD([*encoder.parameters(), *decoder.parameters()], lr=lr)
    losses = []
    for _ in range(steps):
        features = encoder(x.detach())
        errors = (decoder(features) - y) ** 2
        weights = errors.detach() / errors.detach().sum()
        loss = (weights * errors).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return losses
