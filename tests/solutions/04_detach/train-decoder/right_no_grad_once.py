# right: the encoder runs once, under no_grad, and the decoder alone is in the optimizer
def train_decoder(encoder, decoder, x, y, steps, lr):
    optimizer = torch.optim.SGD(decoder.parameters(), lr=lr)
    with torch.no_grad():
        features = encoder(x)
    losses = []
    for _ in range(steps):
        errors = (decoder(features) - y) ** 2
        weights = errors.detach() / errors.detach().sum()
        loss = (weights * errors).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
